/** What the tasks' command lines share. */
import process from "node:process";
import { Command, InvalidArgumentError, Option } from "commander";
import { instanceDir } from "./paths.ts";

/** A task's command, or with an empty name the one above several; wrong usage ends the process with code 2. */
export function commandLine(task: string, description: string): Command {
  return new Command(`task ${task}`.trim())
    .description(description)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
}

/** `--instance <name>`; refuses what cannot be a name. */
export function instanceOption(fallback: string): Option {
  return new Option("--instance <name>", "which local stack: its data, ports and keys")
    .default(fallback)
    .argParser((name) => {
      refuseUnless(() => instanceDir(name));
      return name;
    });
}

/** Which instance a command is about, and whether it was said or is the usual one. */
export function namedInstance(command: Command): { instance: string; isNamed: boolean } {
  const { instance } = command.opts<{ instance: string }>();
  return { instance, isNamed: command.getOptionValueSource("instance") === "cli" };
}

/** Takes `--instance <name>` from the beginning of a command line whose other words are another program's. */
export function onInstance(
  task: string,
  description: string,
  words: string[],
): { instance: string; args: string[] } {
  const command = commandLine(task, description)
    .addOption(instanceOption("local"))
    .argument("[words...]", "what the program is given")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .parse(words, { from: "user" });
  return { ...command.opts<{ instance: string }>(), args: command.args };
}

/** `--database-url <url>`, or in the environment, where no list of processes shows its password. */
export function databaseOption(): Option {
  return new Option("--database-url <url>", "use this Supabase database, not one of its own")
    .env(DATABASE_VARIABLE);
}

/** Names a database in place of `--database-url`. */
export const DATABASE_VARIABLE = "STACK_DATABASE_URL";

/** `--yes` */
export function consentOption(): Option {
  return new Option("--yes", "migrate that database although it is not on this machine");
}

/** Reads an option's value as a whole number that is not negative. */
export function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number.");
}

/**
 * A task as a line to paste, with the flags that matter: by npx for those who have no deno of their own.
 * It plays on `usual` unless told otherwise.
 */
export function taskLine(
  task: string,
  instance = "local",
  usual = "local",
  flags: string[] = [],
): string {
  const viaNpx = process.env.npm_command === "exec";
  const deno = viaNpx ? `npx -y deno@${process.versions.deno}` : "deno";
  const named = instance === usual ? [] : ["--instance", instance];
  return [deno, "task", task, ...named, ...flags].join(" ");
}

/** The flags of a start that are not as usual. */
export function startFlags(odoo: boolean, freePorts = false): string[] {
  return [...odoo ? [] : ["--no-odoo"], ...freePorts ? ["--free-ports"] : []];
}

/** Begins an instance afresh as it was started. */
export function resetLine(
  { instance, odoo, ports }: { instance: string; odoo: boolean; ports: "default" | "free" },
): string {
  return taskLine("reset", instance, "local", startFlags(odoo, ports === "free"));
}

/** An argument as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function refuseUnless(works: () => unknown): void {
  try {
    works();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
