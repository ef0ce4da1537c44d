/**
 * The local stack from a terminal: `deno task start | stop | status | reset`.
 * Exit codes: 0 done or already so, 1 failed, 2 wrong usage, 3 (status) not running.
 */
import type { Command } from "commander";
import {
  commandLine,
  consentOption,
  databaseOption,
  instanceOption,
  taskLine,
} from "./command_line.ts";
import { requireConsent } from "./existing_database.ts";
import { terminalProgress } from "./progress.ts";
import { startStack } from "./stack.ts";
import { discard, readState } from "./state.ts";
import { describe, environment } from "./describe.ts";
import { loadExample } from "./example.ts";
import {
  startInBackground,
  stopInstance,
  stoppedByInterrupt,
  supervisorProgress,
} from "./supervisor.ts";
import type { SupervisorOptions } from "./supervisor.ts";

const progress = terminalProgress();

const program = commandLine("", "Supabase and a real Odoo on this machine, without Docker");

function command(name: string, description: string): Command {
  return program.command(name).description(description).addOption(instanceOption("local"));
}

function startCommand(name: string, description: string): Command {
  return command(name, description)
    .option("--no-odoo", "leave Odoo out")
    .option("--free-ports", "take any free ports, not the well-known ones");
}

interface StartOptions extends SupervisorOptions {
  example?: boolean;
  yes?: boolean;
}

const example = ["--example", "load the example: three projects with 73 tasks"] as const;

startCommand("start", "Start the stack in the background and leave it up")
  .option(...example)
  .addOption(databaseOption())
  .addOption(consentOption())
  .action(start);

startCommand("reset", "Stop, delete the instance's data and start again").option(...example).action(
  async (options: StartOptions) => {
    await stopInstance(options.instance, progress);
    await discard(options.instance);
    await start(options);
  },
);

command("stop", "Stop; the data stay").action(async ({ instance }) => {
  if (!await stopInstance(instance, progress)) {
    progress.note(`Instance ${instance} is not running.`);
  }
});

command("status", "Show what runs, with URLs and keys")
  .option("--json", "print the state file instead")
  .option("--env", "print lines for a shell instead: URLs and tokens to export")
  .action(async ({ instance, json, env }) => {
    const state = await readState(instance);
    if (!state) {
      progress.note(
        `Instance ${instance} is not running. Start it with: ${taskLine("start", instance)}`,
      );
      Deno.exit(3);
    }
    if (json) console.log(JSON.stringify(state, null, 2));
    else console.log(env ? environment(state) : describe(state));
  });

startCommand("supervise", "Own the instance's processes in the foreground")
  .addOption(databaseOption())
  .action(async ({ freePorts, ...options }: SupervisorOptions) => {
    const ports = freePorts ? "free" : "default";
    const progress = supervisorProgress(options.instance);
    const stack = await startStack({
      ...options,
      ports,
      functions: true,
      people: true,
      progress,
    });
    const reason = await stack.broken;
    await stack.stop();
    throw new Error(`Cannot go on: ${reason}`);
  });

async function start({ yes, ...options }: StartOptions): Promise<void> {
  if (options.databaseUrl) requireConsent(options.databaseUrl, yes);
  const running = await readState(options.instance);
  if (running) progress.note(`Instance ${options.instance} is running already.`);
  const start = () => startInBackground(options, progress);
  const state = running ?? await stoppedByInterrupt(options.instance, progress, start);
  if (options.example) {
    await progress.step("Load the example", () => loadExample(state.databaseUrl));
  }
  console.log(describe(state));
}

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  progress.note((error as Error).message);
  Deno.exit(1);
}
