import type { Fault } from "../../client/files/fault.ts";
import type { Problem } from "./ocp.ts";

/** Shows what is wrong at its line of the pull request. */
export function annotate({ detail, faults = [] }: Problem): void {
  if (faults.length === 0) console.log(`::error::${data(detail)}`);
  for (const fault of faults) console.log(annotation(fault));
}

/** A workflow command, as runners read it. */
export function annotation({ file, line, column, message }: Fault): string {
  return `::error file=${property(file)},line=${line},col=${column}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
