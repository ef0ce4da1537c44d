import { asDbmlSays, checkedBy } from "./as_dbml_says.ts";
import { dbmlExpression, dbmlName, dbmlPath, dbmlSettings, dbmlText } from "./dbml_words.ts";
import { isPlain, textOf } from "./literal_default.ts";
import { keyOf } from "./names.ts";
import type { Column, Enum, ForeignKey, Index, Structure, Table } from "./structure.ts";

/** A structure as DBML; `asDbmlSays` tells what of it a reader gets back. */
export function dbmlOf(structure: Structure): string {
  const { database, enums, tables } = asDbmlSays(structure);
  const conditions = conditionsOf(structure);
  const parts = [
    `Project ${dbmlName(database)} {\n  database_type: 'PostgreSQL'\n}`,
    ...enums.map(enumText),
    ...tables.map((table) => tableText(table, conditions)),
    ...tables.flatMap((table) => table.foreignKeys.map((key) => refText(table, key))),
    ...groupTexts(tables),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Which rows an index is of; a reader of the file sees it in a note. */
function conditionsOf({ tables }: Structure): Map<string, string> {
  return new Map(
    tables.flatMap(({ schema, indexes }) =>
      indexes.flatMap(({ name, where }) => where ? [[keyOf(schema, name), where] as const] : [])
    ),
  );
}

function enumText({ schema, name, values }: Enum): string {
  return [`Enum ${dbmlPath(schema, name)} {`, ...values.map((v) => `  ${dbmlName(v)}`), "}"]
    .join("\n");
}

function tableText(table: Table, conditions: Map<string, string>): string {
  const { schema, name, columns, primaryKey, indexes, checks, comment } = table;
  const [only, ...others] = primaryKey?.columns ?? [];
  const inLine = others.length === 0 ? only : undefined;
  const keys = primaryKey && inLine === undefined ? [`    ${named(primaryKey.columns)} [pk]`] : [];
  const lines = indexes.map((index) =>
    `    ${indexText(index, conditions.get(keyOf(schema, index.name)))}`
  );
  return [
    `Table ${dbmlPath(schema, name)} {`,
    ...columns.map((column) => `  ${columnText(column, column.name === inLine)}`),
    ...block("indexes", [...keys, ...lines]),
    ...block("checks", checks.map(checkText)),
    ...comment === undefined ? [] : [`  Note: ${dbmlText(comment)}`],
    "}",
  ].join("\n");
}

function block(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title} {`, ...lines, "  }"];
}

const named = (columns: string[]) => `(${columns.map(dbmlName).join(", ")})`;

function columnText(column: Column, isKey: boolean): string {
  const { name, nullable, generated, comment } = column;
  return `${dbmlName(name)} ${typeText(column)}${
    dbmlSettings([
      isKey && "pk",
      generated && "increment",
      !nullable && !isKey && "not null",
      column.default !== undefined && `default: ${defaultText(column.default)}`,
      comment !== undefined && `note: ${dbmlText(comment)}`,
    ])
  }`;
}

/** Only an enum's name has dots that mean something. */
function typeText({ type, enum: values }: Column): string {
  if (values) return dbmlPath(values.schema, values.name) + (type.endsWith("[]") ? "[]" : "");
  return /^[a-z_]\w*(\(\d+(,\d+)?\))?$/.test(type) ? type : dbmlName(type);
}

function defaultText(expression: string): string {
  const text = textOf(expression);
  if (text !== undefined) return dbmlText(text);
  return isPlain(expression) ? expression : dbmlExpression(expression);
}

function indexText({ name, method, unique, parts }: Index, where: string | undefined): string {
  const said = parts.map((part) =>
    "column" in part ? dbmlName(part.column) : dbmlExpression(part.expression)
  );
  return `(${said.join(", ")})${
    dbmlSettings([
      unique && "unique",
      method !== "btree" && `type: ${method}`,
      `name: ${dbmlName(name)}`,
      where !== undefined && `note: ${dbmlText(`where ${where}`)}`,
    ])
  }`;
}

function checkText({ name, definition }: { name: string; definition: string }): string {
  return `    ${dbmlExpression(checkedBy(definition)!)} [name: ${dbmlName(name)}]`;
}

function refText({ schema, name }: Table, key: ForeignKey): string {
  const { to, onDelete, onUpdate } = key;
  const from = `${dbmlPath(schema, name)}.${named(key.columns)}`;
  return `Ref ${dbmlName(key.name)}: ${from} > ${dbmlPath(to.schema, to.table)}.${
    named(to.columns)
  }${
    dbmlSettings([
      onDelete !== "no action" && `delete: ${onDelete}`,
      onUpdate !== "no action" && `update: ${onUpdate}`,
    ])
  }`;
}

/** A module of Odoo is a group of its tables. */
function groupTexts(tables: Table[]): string[] {
  const groups = Map.groupBy(tables, ({ module }) => module ?? "");
  groups.delete("");
  return [...groups].map(([module, members]) =>
    [
      `TableGroup ${dbmlName(module)} {`,
      ...members.map(({ schema, name }) => `  ${dbmlPath(schema, name)}`),
      "}",
    ].join("\n")
  );
}
