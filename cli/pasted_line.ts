import { shellWord, taskLine } from "../stack/command_line.ts";
import { isClone } from "./clone.ts";

/** On which stack a command was given, and as whom. */
export interface Spoken {
  instance: string;
  as?: string;
}

/** `ocp` with these words as a line to paste, about the same stack and as the same person. */
export function pastedLine({ instance, as }: Spoken, words: string[]): string {
  return ocpCommand(instance, [...whoOf(as), ...words.map(shellWord)]);
}

/** A call of the API as a line to paste; from a clone about the same stack and as the same person. */
export function callLine(
  { instance, as }: Spoken,
  method: string,
  path: string,
  body?: unknown,
): string {
  if (!isClone) return curlLine(method, path, body);
  const words = [method.toLowerCase(), `api${path}`];
  const said = body === undefined ? words : [...words, JSON.stringify(body)];
  return taskLine("call", instance, "local", [...whoOf(as), ...said.map(shellWord)]);
}

function curlLine(method: string, path: string, body?: unknown): string {
  const sent = body === undefined
    ? ""
    : ` -H 'Content-Type: application/json' -d ${shellWord(JSON.stringify(body))}`;
  return `curl -X ${method.toUpperCase()} -H "Authorization: Bearer $OCP_TOKEN"${sent} ` +
    `"$OCP_URL/functions/v1/api${path}"`;
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
  const line = (...who: string[]) => ocpCommand(instance, [...who, ...words.map(shellWord)]);
  if (by === "token") return `OCP_TOKEN=${said} ${line()}`;
  return by === "address" ? line("--as", said) : line();
}

/** `ocp` as it is called here, with words as a shell takes them. */
export function ocpCommand(instance: string, words: string[]): string {
  return isClone ? taskLine("ocp", instance, "local", words) : ["ocp", ...words].join(" ");
}
