import type { Cell } from "../../terminal/table.ts";
import type { Listing } from "../output.ts";

/** One thing that is known of a tenant; a value that is null is known to be none. */
export interface Fact {
  part: string;
  name: string;
  value: string | null;
}

/** One thing of both tenants; undefined in the one of which it is not known at all. */
export interface Compared {
  part: string;
  name: string;
  a: string | null;
  b: string | null;
  same: boolean;
}

/** Facts of each part of an object that is named. */
export function factsOf<T extends object>(
  part: string,
  object: T,
  names: readonly (keyof T & string)[],
): Fact[] {
  return names.map((name) => ({ part, name, value: textOf(object[name]) }));
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Two tenants side by side: parts and names in the order in which they come first. */
export function compared(a: readonly Fact[], b: readonly Fact[]): Compared[] {
  const key = ({ part, name }: Fact) => JSON.stringify([part, name]);
  const [ofA, ofB] = [a, b].map((facts) => new Map(facts.map((fact) => [key(fact), fact.value])));
  const all = new Map([...a, ...b].map((fact) => [key(fact), fact]));
  const parts = Map.groupBy(all, ([, { part }]) => part);
  return [...parts.values()].flat().map(([key, { part, name }]) => {
    const [left, right] = [ofA!.get(key) ?? null, ofB!.get(key) ?? null];
    return { part, name, a: left, b: right, same: left === right };
  });
}

/** The comparison as a table, with the slugs above the values. */
export function comparedListing(rows: readonly Compared[], a: string, b: string): Listing {
  return {
    titles: ["part", "what", a, b],
    rows: rows.map(({ part, name, a, b, same }): Cell[] => [
      part,
      name,
      ...same ? [a, b] : [marked(a, "red"), marked(b, "green")],
    ]),
    none: "No differences.",
  };
}

function marked(text: string | null, style: "red" | "green"): Cell {
  return text === null ? null : { text, style };
}
