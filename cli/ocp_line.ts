import { pastedLine } from "./pasted_line.ts";

/** A command of `ocp` as a line to paste, where nothing says which stack and as whom. */
export function ocpLine(...words: string[]): string {
  return pastedLine({ instance: "local" }, words);
}
