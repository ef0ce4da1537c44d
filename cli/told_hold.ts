import { untilText } from "./moment.ts";
import type { Cell } from "../terminal/table.ts";

/** What holds something, in one cell; empty for nothing. */
export function heldCell(hold: Record<string, unknown> | null): Cell {
  if (hold === null) return null;
  return { text: untilText(hold), style: "red" };
}
