import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";

/** A structure that does not change as rows come and go: for files that are kept in Git. */
export function withoutRows(structure: Structure): Structure {
  const tables = structure.tables.map(({ rows: _, ...table }) => table);
  return { ...structure, tables };
}
