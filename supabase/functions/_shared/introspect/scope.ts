import { AppError } from "../errors.ts";
import { allQuoted } from "../quoted.ts";
import { dotted, keyOf } from "./names.ts";
import { neighboursOf, tableKey } from "./references.ts";
import type { Structure, Table } from "./structure.ts";

/** Which part of a database is wanted: a table has to be of each kind that is named. */
export interface Scope {
  schemas?: string[];
  /** Modules of Odoo. */
  modules?: string[];
  /** Models of Odoo. */
  models?: string[];
  /** Tables, with their schema or without, or models of Odoo; and how many references away from them others may be. */
  around?: { tables: string[]; steps: number };
}

/** The tables of a scope, with the enums that they use. @throws {AppError} not_found when a name of it is no table's */
export function scoped(structure: Structure, scope: Scope): Structure {
  const { schemas, modules, models, around } = scope;
  let tables = structure.tables;
  tables = those(tables, "schema", schemas, ({ schema }) => [schema]);
  tables = those(tables, "module", modules, ({ module }) => [module]);
  tables = those(tables, "model", models, ({ model }) => [model]);
  if (around) {
    const near = nearTo(structure, around);
    tables = tables.filter((table) => near.has(tableKey(table)));
  }
  if (tables.length === structure.tables.length) return structure;
  const used = new Set(
    tables.flatMap(({ columns }) => columns)
      .flatMap((column) => column.enum ? [keyOf(column.enum.schema, column.enum.name)] : []),
  );
  const enums = structure.enums.filter(({ schema, name }) => used.has(keyOf(schema, name)));
  return { ...structure, enums, tables };
}

function those(
  tables: Table[],
  what: string,
  wanted: string[] | undefined,
  namesOf: (table: Table) => (string | undefined)[],
): Table[] {
  if (!wanted?.length) return tables;
  const names = new Set<string | undefined>(wanted);
  const found = tables.filter((table) => namesOf(table).some((name) => names.has(name)));
  const known = new Set(found.flatMap(namesOf));
  refuse(what, wanted.filter((name) => !known.has(name)));
  return found;
}

/** A name that leads nowhere is a mistake, and not an empty scope. */
function refuse(what: string, names: string[]): void {
  if (names.length === 0) return;
  const tables = `no table${what === "table" ? "" : ` of the ${what}`}`;
  throw new AppError("not_found", `Cannot introspect: there is ${tables} ${allQuoted(names)}.`, {
    suggestion: "Check the name; without a scope the index names everything that there is.",
  });
}

function nearTo(
  structure: Structure,
  { tables, steps }: { tables: string[]; steps: number },
): Set<string> {
  const starts = those(structure.tables, "table", tables, ({ schema, name, model }) => [
    ...[name, dotted(schema, name), model],
  ]);
  const neighbours = neighboursOf(structure);
  const reached = new Set(starts.map(tableKey));
  let edge = [...reached];
  for (let step = 0; step < steps; step++) {
    edge = edge.flatMap((key) => [...neighbours.get(key)!]).filter((key) => !reached.has(key));
    for (const key of edge) reached.add(key);
  }
  return reached;
}
