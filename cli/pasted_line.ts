import { shellWord, taskLine } from "../stack/command_line.ts";
import { isClone } from "./clone.ts";

/** On which stack a command was given, and as whom. */
export interface Spoken {
  instance: string;
  as?: string;
}

/** `ocp` with these words as a line to paste, about the same stack and as the same person. */
export function pastedLine({ instance, as }: Spoken, words: string[]): string {
  const who = as === undefined ? [] : ["--as", shellWord(as)];
  return ocpCommand(instance, [...who, ...words.map(shellWord)]);
}

/** How somebody else says who they are. */
export type SaidBy = "token" | "address" | "login";

/**
 * The same for somebody else; a shell refuses the line until the variable says who they are.
 * By a login, it is their own terminal that says it.
 */
export function lineForAnother({ instance }: Spoken, words: string[], by: SaidBy): string {
  const said = `"\${APPROVER:?say who you are}"`;
  const line = (...who: string[]) => ocpCommand(instance, [...who, ...words.map(shellWord)]);
  if (by === "token") return `OCP_TOKEN=${said} ${line()}`;
  return by === "address" ? line("--as", said) : line();
}

/** `ocp` as it is called here, with words as a shell takes them. */
export function ocpCommand(instance: string, words: string[]): string {
  return isClone ? taskLine("ocp", instance, "local", words) : ["ocp", ...words].join(" ");
}
