import type { Fault } from "./fault.ts";
import type { Source } from "./source.ts";

/** What seeds are. */
export const kinds = ["programs", "projects", "tasks"] as const;

export type Kind = (typeof kinds)[number];

/** One seed as a file says it, in the columns of the API. */
export interface SeedRow {
  kind: Kind;
  /** Its slug or ref. */
  key: string;
  /** What it says of its columns, the key among them. */
  said: Record<string, unknown>;
  source: Source;
  at: number;
  /** Where it says what refers to others, by column; of a list each item. */
  marks?: Record<string, number | number[]>;
}

/** What files say, and what of it cannot be taken. */
export interface Reading {
  rows: SeedRow[];
  faults: Fault[];
}

/** A seed is named by this column. */
export function keyColumn(kind: Kind): "slug" | "external_ref" {
  return kind === "programs" ? "slug" : "external_ref";
}

/** A fault of a row: at one of its columns, of a list at one of its items, else where it begins. */
export function faultOf(row: SeedRow, message: string, column = "", item = 0): Fault {
  const mark = row.marks?.[column] ?? row.source.markOf?.(row.at, column);
  const at = typeof mark === "number" ? mark : mark?.[item];
  return { ...row.source.placeOf(at ?? row.at), message };
}
