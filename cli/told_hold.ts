import { momentText } from "./moment.ts";
import type { Cell } from "../terminal/table.ts";

/** What holds something, in one cell; empty for nothing. */
export function heldCell(hold: Record<string, unknown> | null): Cell {
  if (hold === null) return null;
  const end = typeof hold.until === "string" ? `, until ${momentText(hold.until)}` : "";
  return { text: `${hold.detail}${end}`, style: "red" };
}
