import { keyOf } from "./columns.ts";
import type { Kind, SeedRow } from "./seed_row.ts";

/** That seeds of a kind name seeds of another, in a column. */
interface Relation {
  column: string;
  to: Kind;
  /** Following it never leads back. */
  acyclic?: true;
}

const relations: Record<Kind, Relation[]> = {
  programs: [{ column: "parent_slug", to: "programs", acyclic: true }],
  projects: [{ column: "program_slug", to: "programs" }],
  tasks: [
    { column: "project_external_ref", to: "projects" },
    { column: "parent_external_ref", to: "tasks", acyclic: true },
    { column: "depends_on_refs", to: "tasks", acyclic: true },
  ],
};

/** A seed's mention of another. */
export interface Mention {
  row: SeedRow;
  column: string;
  /** As files call the column. */
  called: string;
  item: number;
  to: Kind;
  key: string;
}

/** Every mention of a seed in another one. */
export function* mentions(rows: Iterable<SeedRow>): Generator<Mention> {
  for (const row of rows) {
    for (const { column, to } of relations[row.kind]) {
      for (const [item, key] of namedIn(row, column).entries()) {
        yield { row, column, called: keyOf(row.kind, column), item, to, key };
      }
    }
  }
}

/** The relations that must not lead back to where they began. */
export const acyclicRelations: readonly { kind: Kind; column: string }[] = Object.entries(relations)
  .flatMap(([kind, all]) =>
    all.filter(({ acyclic }) => acyclic).map(({ column }) => ({ kind: kind as Kind, column }))
  );

/** The seeds that one names in a column. */
export function namedIn(row: SeedRow, column: string): string[] {
  const value = row.said[column];
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
