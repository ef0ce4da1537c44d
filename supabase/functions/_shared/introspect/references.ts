import { keyOf } from "./names.ts";
import type { ForeignKey, Structure, Table } from "./structure.ts";

/** A table by its name and schema. */
export function tableKey({ schema, name }: Pick<Table, "schema" | "name">): string {
  return keyOf(schema, name);
}

/** The table that a foreign key leads to. */
export function targetKey({ to }: ForeignKey): string {
  return keyOf(to.schema, to.table);
}

/** Odoo notes of every row who wrote it: if these counted, everything would be a neighbour of its users. */
export function isAudit({ columns }: ForeignKey): boolean {
  return columns.length === 1 && ["create_uid", "write_uid"].includes(columns[0]!);
}

/** The foreign keys that say how tables belong together. */
export function tellingKeys(table: Table, structure: Structure): ForeignKey[] {
  return structure.odoo ? table.foreignKeys.filter((key) => !isAudit(key)) : table.foreignKeys;
}

/** The tables that each table leads to or is led to from, by key; itself is none of them. */
export function neighboursOf(structure: Structure): Map<string, Set<string>> {
  const neighbours = new Map(structure.tables.map((table) => [tableKey(table), new Set<string>()]));
  for (const table of structure.tables) {
    const from = tableKey(table);
    for (const key of tellingKeys(table, structure)) {
      const to = targetKey(key);
      if (to === from || !neighbours.has(to)) continue;
      neighbours.get(from)!.add(to);
      neighbours.get(to)!.add(from);
    }
  }
  return neighbours;
}
