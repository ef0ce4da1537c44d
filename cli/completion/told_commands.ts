import type { Command } from "commander";

/** A command, or a group of them, as a shell completes it. */
export interface ToldCommand {
  /** The words that lead to it; none: the program itself. */
  path: string[];
  /** The words that may follow. */
  words: string[];
  flags: string[];
}

/** All commands of a program with what may follow each. */
export function toldCommands(program: Command): ToldCommand[] {
  const shared = flagsOf(program).filter((flag) => flag !== "--version");
  const told = (command: Command, path: string[]): ToldCommand[] => [
    {
      path,
      words: command.commands.map((one) => one.name()),
      flags: [...new Set([...flagsOf(command), ...shared, "--help"])],
    },
    ...command.commands.flatMap((one) => told(one, [...path, one.name()])),
  ];
  return told(program, []);
}

function flagsOf(command: Command): string[] {
  return command.options.filter(({ hidden }) => !hidden).map(({ long, short }) => long ?? short!);
}
