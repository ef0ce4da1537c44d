import { type Matched, matchedBy, matchedByMeaning } from "./matched.ts";
import { dotted, keyOf, sortedBy } from "./names.ts";
import type { Column, Enum, ForeignKey, Index, Key, Structure, Table } from "./structure.ts";

/** One thing that two structures do not have in common, as a change from the first to the second. */
export interface Difference {
  change: "added" | "removed" | "changed";
  what: "enum" | "table" | "column" | "primary key" | "unique" | "foreign key" | "index" | "check";
  /** With the schema, and the table where it is part of one. */
  name: string;
  /** Of a change: what of it, and how it was and is. */
  aspect?: string;
  from?: string | null;
  to?: string | null;
}

/**
 * All that differs between two structures. Not compared: the order of columns, row estimates, what
 * Odoo says, and names of keys, checks and indexes that say the same.
 */
export function differences(a: Structure, b: Structure): Difference[] {
  const enums = matchedBy(a.enums, b.enums, placeOf);
  const tables = matchedBy(a.tables, b.tables, placeOf);
  return sortedBy([
    ...alone(enums, "enum", fullName),
    ...enums.both.flatMap(enumDifferences),
    ...alone(tables, "table", fullName),
    ...tables.both.flatMap(([a, b]) => tableDifferences(a, b)),
  ], ({ name, what }) => keyOf(what === "enum" ? "enum" : "table", name, what));
}

const placeOf = ({ schema, name }: { schema: string; name: string }) => keyOf(schema, name);
const fullName = ({ schema, name }: { schema: string; name: string }) => dotted(schema, name);

function alone<T>(
  { onlyA, onlyB }: Matched<T>,
  what: Difference["what"],
  nameOf: (item: T) => string,
  meaningOf?: (item: T) => string,
): Difference[] {
  return [
    ...onlyA.map((item): Difference => ({
      change: "removed",
      what,
      name: nameOf(item),
      ...meaningOf && { from: meaningOf(item) },
    })),
    ...onlyB.map((item): Difference => ({
      change: "added",
      what,
      name: nameOf(item),
      ...meaningOf && { to: meaningOf(item) },
    })),
  ];
}

/** Each aspect in which two things of one name are not the same. */
function changed(
  what: Difference["what"],
  name: string,
  aspects: [aspect: string, from: string | undefined, to: string | undefined][],
): Difference[] {
  return aspects.filter(([, from, to]) => from !== to).map(([aspect, from, to]) => ({
    ...{ change: "changed" as const, what, name, aspect },
    ...{ from: from ?? null, to: to ?? null },
  }));
}

function enumDifferences([a, b]: [Enum, Enum]): Difference[] {
  const valuesOf = ({ values }: Enum) => values.map((value) => JSON.stringify(value)).join(", ");
  return changed("enum", fullName(a), [
    ["values", valuesOf(a), valuesOf(b)],
    ["comment", a.comment, b.comment],
  ]);
}

function tableDifferences(a: Table, b: Table): Difference[] {
  const table = fullName(a);
  const within = ({ name }: { name: string }) => name === "" ? table : dotted(table, name);
  const columns = matchedBy(a.columns, b.columns, ({ name }) => name);
  return [
    ...changed("table", table, [["kind", a.kind, b.kind], ["comment", a.comment, b.comment]]),
    ...alone(columns, "column", within, ({ type }) => type),
    ...columns.both.flatMap(([a, b]) => changed("column", within(a), columnAspects(a, b))),
    ...changed("primary key", table, [["columns", keyText(a.primaryKey), keyText(b.primaryKey)]]),
    ...parts("unique", a.unique, b.unique, uniqueText, within),
    ...parts("foreign key", a.foreignKeys, b.foreignKeys, foreignKeyText, within),
    ...parts("index", a.indexes, b.indexes, indexText, within),
    ...parts("check", a.checks, b.checks, ({ definition }) => definition, within),
  ];
}

function parts<T extends { name: string }>(
  what: Difference["what"],
  a: T[],
  b: T[],
  meaningOf: (item: T) => string,
  nameOf: (item: T) => string,
): Difference[] {
  const matched = matchedByMeaning(a, b, meaningOf);
  return [
    ...alone(matched, what, nameOf, meaningOf),
    ...matched.both.flatMap(([a, b]) =>
      changed(what, nameOf(a), [["definition", meaningOf(a), meaningOf(b)]])
    ),
  ];
}

function columnAspects(a: Column, b: Column): [string, string | undefined, string | undefined][] {
  const nullText = ({ nullable }: Column) => nullable ? "null" : "not null";
  return [
    ["type", a.type, b.type],
    ["null", nullText(a), nullText(b)],
    ["default", a.default, b.default],
    ["generated", a.generated, b.generated],
    ["comment", a.comment, b.comment],
  ];
}

function keyText(key: Key | undefined): string | undefined {
  return key && `(${key.columns.join(", ")})`;
}

function uniqueText(key: Key): string {
  return key.definition || keyText(key)!;
}

function foreignKeyText({ columns, to, onDelete, onUpdate, deferrable }: ForeignKey): string {
  const target = `${dotted(to.schema, to.table)} (${to.columns.join(", ")})`;
  const ends = `on delete ${onDelete} on update ${onUpdate}`;
  return `(${columns.join(", ")}) → ${target} ${ends}${deferrable ? " deferrable" : ""}`;
}

function indexText({ unique, method, parts, definition }: Index): string {
  const said = parts.map((part) => "column" in part ? part.column : part.expression).join(", ");
  return `${unique ? "unique " : ""}${definition || `${method} (${said})`}`;
}
