import type { Command } from "commander";

/** The words of a command line that name a command, without what it is about. */
export function commandPath(program: Command, [word, ...others]: string[]): string[] {
  const found = program.commands.find((one) => one.name() === word);
  return found ? [found.name(), ...commandPath(found, others)] : [];
}
