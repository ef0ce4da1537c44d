import { shellWord, taskLine } from "../stack/command_line.ts";

/** On which stack a command was given, and as whom. */
export interface Spoken {
  instance: string;
  as?: string;
}

/** `ocp` with these words as a line to paste, about the same stack and as the same person. */
export function pastedLine({ instance, as }: Spoken, words: string[]): string {
  return onStack(instance, words.map(shellWord), whoOf(as));
}

/** A call of the API as a line to paste, about the same stack and as the same person. */
export function callLine(
  { instance, as }: Spoken,
  method: string,
  path: string,
  body?: unknown,
): string {
  const words = [method.toLowerCase(), `api${path}`];
  const said = body === undefined ? words : [...words, JSON.stringify(body)];
  return taskLine("call", instance, "local", [...whoOf(as), ...said.map(shellWord)]);
}

function whoOf(as: string | undefined): string[] {
  return as === undefined ? [] : ["--as", shellWord(as)];
}

/** How somebody else says who they are. */
export type SaidBy = "token" | "address" | "login";

/**
 * The same for somebody else; a shell refuses the line until the variable says who they are.
 * By a login, it is their own terminal that says it.
 */
export function lineForAnother({ instance }: Spoken, words: string[], by: SaidBy): string {
  const said = `"\${APPROVER:?say who you are}"`;
  const line = (...who: string[]) => onStack(instance, words.map(shellWord), who);
  if (by === "token") return `OCP_TOKEN=${said} ${line()}`;
  return by === "address" ? line("--as", said) : line();
}

function onStack(instance: string, words: string[], who: string[]): string {
  return taskLine("ocp", instance, "local", [...who, ...words]);
}
