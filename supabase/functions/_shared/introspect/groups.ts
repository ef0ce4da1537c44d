import { byText, keyOf } from "./names.ts";
import type { Structure, Table } from "./structure.ts";

/** What has a page of its own: a module of Odoo, or a schema. */
export interface Group {
  kind: "module" | "schema";
  name: string;
  /** Of a module, what Odoo calls it. */
  label?: string;
  tables: Table[];
}

/** Modules first, those without tables too, if they have fields in others; a schema has the tables that belong to no module. */
export function groupsOf({ odoo, tables }: Structure): Group[] {
  const labels = new Map(odoo?.modules.map(({ name, label }) => [name, label]));
  const groups = new Map<string, Group>();
  const group = ({ kind, name }: Pick<Group, "kind" | "name">) => {
    const key = keyOf(kind, name);
    const label = kind === "module" ? labels.get(name) : undefined;
    const known = groups.get(key) ?? { kind, name, ...label && { label }, tables: [] };
    groups.set(key, known);
    return known;
  };
  for (const table of tables) group(groupOf(table)).tables.push(table);
  for (const name of new Set(tables.flatMap(fieldModules))) group({ kind: "module", name });
  return [...groups].sort(([a], [b]) => byText(a, b)).map(([, group]) => group);
}

/** The modules that a table has fields of. */
function fieldModules({ columns, fields = [] }: Table): string[] {
  return [...columns.map(({ field }) => field?.module), ...fields.map(({ module }) => module)]
    .filter((module) => module !== undefined);
}

/** Where a table belongs. */
export function groupOf({ module, schema }: Table): Pick<Group, "kind" | "name"> {
  return module === undefined ? { kind: "schema", name: schema } : { kind: "module", name: module };
}
