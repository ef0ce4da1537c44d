import { shellWord, taskLine } from "../stack/command_line.ts";

/** A command of `ocp` as a line to paste. */
export function ocpLine(...words: string[]): string {
  return [taskLine("ocp"), ...words.map(shellWord)].join(" ");
}
