import { isSayable } from "./dbml_words.ts";
import { literalOf, textOf } from "./literal_default.ts";
import { dotted, keyOf } from "./names.ts";
import type { Column, Enum, ForeignKey, Index, Structure, Table } from "./structure.ts";

/**
 * As much of a structure as DBML can say, and what a file of it gives back. Left out: views, the
 * conditions, operator classes and orders of indexes, exclusions, generated values, what an
 * identity and a serial have of their own, deferring, names of primary keys, row estimates, and of
 * Odoo all but the module of a table.
 */
export function asDbmlSays(structure: Structure): Structure {
  const enums = structure.enums.filter(({ values }) => values.length > 0).map(bare);
  const isEnum = new Set(enums.map(({ schema, name }) => keyOf(schema, name)));
  const tables = structure.tables.filter(isTable);
  const there = new Set(tables.map(({ schema, name }) => keyOf(schema, name)));
  return {
    version: 1,
    database: structure.database,
    enums,
    tables: tables.map((table) => said(table, isEnum, there)),
  };
}

const isTable = ({ kind, columns }: Table) => !kind.endsWith("view") && columns.length > 0;

function bare({ schema, name, values }: Enum): Enum {
  return { schema, name, values };
}

function said(table: Table, isEnum: Set<string>, there: Set<string>): Table {
  const { schema, name, comment, module, primaryKey } = table;
  const unique = table.unique.map(({ name, columns }): Index => ({
    ...{ name, method: "btree", unique: true, definition: "" },
    parts: columns.map((column) => ({ column })),
  }));
  return {
    schema,
    name,
    kind: "table",
    ...comment !== undefined && { comment },
    ...module !== undefined && { module },
    columns: table.columns.map((column) => columnSaid(column, isEnum)),
    ...primaryKey && { primaryKey: { name: "", columns: primaryKey.columns, definition: "" } },
    unique: [],
    foreignKeys: keysSaid(table, there),
    indexes: [...unique, ...table.indexes.filter(isSayableIndex).map(indexSaid)],
    checks: table.checks.filter(isCheck),
  };
}

function columnSaid(column: Column, isEnum: Set<string>): Column {
  const { name, type, nullable, comment, generated } = column;
  const value = generated === "stored" ? undefined : defaultSaid(column.default);
  return {
    name,
    ...enumSaid(column, isEnum) ?? { type },
    nullable,
    ...value !== undefined && { default: value },
    ...generated && generated !== "stored" && { generated: "serial" as const },
    ...comment !== undefined && { comment },
  };
}

/** A type that is an enum is called by the enum's name, however PostgreSQL would quote it. */
function enumSaid({ type, enum: values }: Column, isEnum: Set<string>) {
  if (!values || !isEnum.has(keyOf(values.schema, values.name))) return undefined;
  const array = type.endsWith("[]") ? "[]" : "";
  return { type: `${dotted(values.schema, values.name)}${array}`, enum: values };
}

function defaultSaid(expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const text = textOf(expression);
  if (text !== undefined) return literalOf(text);
  return isSayable(expression) ? expression : undefined;
}

/** One between the same columns, and none to a table that is not there or of a column to itself. */
function keysSaid(table: Table, there: Set<string>): ForeignKey[] {
  const seen = new Set<string>();
  return table.foreignKeys.flatMap(({ deferrable: _, ...key }) => {
    const { schema, table: target, columns } = key.to;
    const from = keyOf(table.schema, table.name, ...key.columns);
    const ends = [from, keyOf(schema, target, ...columns)].sort();
    const isNew = !seen.has(keyOf(...ends));
    seen.add(keyOf(...ends));
    return isNew && ends[0] !== ends[1] && there.has(keyOf(schema, target)) ? [key] : [];
  });
}

function isSayableIndex({ parts }: Index): boolean {
  return parts.every((part) => "column" in part || isSayable(part.expression));
}

function indexSaid({ name, method, unique, parts }: Index): Index {
  return { name, method, unique, parts, definition: "" };
}

function isCheck({ definition }: { definition: string }): boolean {
  return checkedBy(definition) !== undefined && isSayable(definition);
}

/** What a check asks for; undefined for an exclusion, and for a check that is special. */
export function checkedBy(definition: string): string | undefined {
  return /^CHECK \(([\s\S]*)\)$/.exec(definition)?.[1];
}
