import { valuesOf } from "../client/files/columns.ts";
import type { StoredSeeds } from "../client/bulk.ts";
import type { Kind } from "../client/files/seed_row.ts";
import type { Cell } from "../terminal/table.ts";
import type { Listing } from "./output.ts";

type Change = NonNullable<StoredSeeds["changes"]>[number];

const styles = { create: "green", change: "yellow", archive: "red" } as const;

/** What loading changes, a line a field: as it is, as it would be. */
export function changesListing({ changes = [] }: StoredSeeds): Listing {
  return {
    titles: ["action", "seed", "field", "from", "to"],
    rows: changes.flatMap(rowsOf),
    none: "Nothing would change.",
  };
}

function rowsOf({ kind, ref, action, columns }: Change): Cell[][] {
  const seed = `${kind.slice(0, -1)} ${ref}`;
  const side = (which: "from" | "to") =>
    valuesOf(
      kind as Kind,
      Object.fromEntries(Object.entries(columns).map(([name, change]) => [name, change[which]])),
    );
  const [from, to] = [side("from"), side("to")];
  return Object.keys(to).filter((field) => action !== "create" || !isOwn(field, to[field])).map((
    field,
    at,
  ) => [
    at === 0 ? { text: action, style: styles[action] } : "",
    at === 0 ? seed : "",
    field,
    action === "create" ? "" : shown(from[field]),
    shown(to[field]),
  ]);
}

/** Of a new seed, what its line has already, and what it does not say. */
function isOwn(field: string, value: unknown): boolean {
  return field === "id" || field === "ref" || field === "slug" || field === "created_at" ||
    field === "changed_at" || value === null;
}

/** What is older than what was accepted from Odoo. */
export function conflictLines({ conflicts = [] }: StoredSeeds): string[] {
  return conflicts.flatMap(({ kind, ref, columns, accepted_at }) => {
    const side = (which: "file" | "kept") =>
      valuesOf(
        kind as Kind,
        Object.fromEntries(Object.entries(columns).map(([name, both]) => [name, both[which]])),
      );
    const [file, kept] = [side("file"), side("kept")];
    return Object.keys(file).map((field) =>
      `${ref}, ${field}: the file has ${shown(file[field])}, ` +
      `Odoo's ${shown(kept[field])} was accepted on ${accepted_at.slice(0, 10)} and stays.`
    );
  });
}

/** How many seeds are created, changed and so on, in one line. */
export function countsLine({ dry_run, counts }: StoredSeeds): string {
  const sum = (what: keyof StoredSeeds["counts"]["tasks"]) =>
    Object.values(counts).reduce((total, of) => total + of[what], 0);
  const words = (["created", "changed", "archived", "unchanged"] as const)
    .map((what) => `${sum(what)} ${what}`);
  return dry_run ? `Would be: ${words.join(", ")}.` : `Seeds: ${words.join(", ")}.`;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
