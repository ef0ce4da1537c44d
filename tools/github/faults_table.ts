import { code, table } from "./markdown.ts";
import type { Problem } from "./ocp.ts";

/** More are in the log. */
const most = 50;

/** What is wrong with files, where. */
export function faultsTable({ faults = [] }: Problem): string[] {
  const rows = faults.slice(0, most).map(({ file, line, column, message }) => [
    ...[code(file), `${line}:${column}`, code(message)],
  ]);
  return table(["File", "Line", "What is wrong"], rows);
}
