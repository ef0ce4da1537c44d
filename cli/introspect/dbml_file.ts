import { type CompilerDiagnostic, Parser } from "@dbml/core";
import { literalOf } from "../../supabase/functions/_shared/introspect/literal_default.ts";
import { dotted, keyOf, sortedBy } from "../../supabase/functions/_shared/introspect/names.ts";
import type {
  Column,
  ForeignKey,
  Index,
  Structure,
  Table,
} from "../../supabase/functions/_shared/introspect/structure.ts";
import { longType } from "./long_type.ts";

type Database = ReturnType<Parser["parse"]>;
type DbmlSchema = Database["schemas"][number];
type DbmlTable = DbmlSchema["tables"][number];
type DbmlField = DbmlTable["fields"][number];
type DbmlEndpoint = DbmlSchema["refs"][number]["endpoints"][number];

/** DBML that no parser takes. */
export class DbmlFault extends Error {}

/** What a DBML file says, as far as DBML can say it. @throws {DbmlFault} with the line */
export function structureOfDbml(text: string): Structure {
  const database = parsed(text);
  const enums = database.schemas.flatMap((schema) =>
    schema.enums.map(({ name, values }) => ({
      schema: schema.name,
      name,
      values: values.map(({ name }) => name),
    }))
  );
  const isEnum = new Set(enums.map(({ schema, name }) => keyOf(schema, name)));
  const modules = modulesOf(database);
  const tables = database.schemas.flatMap((schema) =>
    schema.tables.map((table) =>
      tableOf(schema.name, table, isEnum, modules.get(keyOf(schema.name, table.name)))
    )
  );
  for (const { name, endpoints, onDelete, onUpdate } of database.schemas.flatMap((s) => s.refs)) {
    const [from, to] = holderFirst(endpoints as [DbmlEndpoint, DbmlEndpoint]);
    const key = { name: name ?? "", onDelete, onUpdate };
    tables.find(isOf(from))?.foreignKeys.push(foreignKey(key, from, to));
  }
  const nameKey = ({ schema, name }: { schema: string; name: string }) => keyOf(schema, name);
  return {
    version: 1,
    database: database.name ?? "",
    enums: sortedBy(enums, nameKey),
    tables: sortedBy(tables, nameKey),
  };
}

function parsed(text: string): Database {
  try {
    return new Parser().parse(text, "dbmlv2");
  } catch (error) {
    const [first] = (error as { diags?: CompilerDiagnostic[] }).diags ?? [];
    if (!first) throw error;
    const { line, column } = first.location.start;
    throw new DbmlFault(`line ${line}, column ${column}: ${first.message}`);
  }
}

const usualSchema = "public";

function modulesOf(database: Database): Map<string, string> {
  return new Map(
    database.schemas.flatMap((schema) => schema.tableGroups).flatMap(({ name, tables }) =>
      tables.map((table) => {
        const { schema, name: own } = table as unknown as { schema: DbmlSchema; name: string };
        return [keyOf(schema.name, own), name] as const;
      })
    ),
  );
}

function tableOf(
  schema: string,
  table: DbmlTable,
  isEnum: Set<string>,
  module: string | undefined,
): Table {
  const { name, note, fields, indexes, checks } = table;
  const keys = indexes.filter(({ pk }) => pk);
  const own = fields.filter(({ pk }) => pk).map(({ name }) => name);
  const primary = keys.flatMap(({ columns }) => columns.map(({ value }) => String(value)));
  const columns = primary.length > 0 ? primary : own;
  return {
    schema,
    name,
    kind: "table",
    ...note && { comment: note },
    ...module !== undefined && { module },
    columns: fields.map((field) => columnOf(field, isEnum, columns)),
    ...columns.length > 0 && { primaryKey: { name: "", columns, definition: "" } },
    unique: [],
    foreignKeys: [],
    indexes: [
      ...fields.filter(({ unique }) => unique).map(({ name }) => indexOf([{ column: name }], true)),
      ...indexes.filter(({ pk }) => !pk).map((index) =>
        indexOf(
          asWritten(index.columns).map(({ type, value }) =>
            type === "column" ? { column: String(value) } : { expression: String(value) }
          ),
          Boolean(index.unique),
          index.name,
          index.type?.toLowerCase(),
        )
      ),
    ],
    checks: [...fields.flatMap(({ checks }) => checks ?? []), ...checks ?? []]
      .map(({ name, expression }) => ({ name: name ?? "", definition: `CHECK (${expression})` })),
  };
}

/** The parser has expressions before columns. */
function asWritten<T>(parts: T[]): T[] {
  const placeOf = (part: T) =>
    (part as { token: { start: { offset: number } } }).token.start.offset;
  return parts.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function indexOf(parts: Index["parts"], unique: boolean, name?: string, method?: string): Index {
  return { name: name ?? "", method: method ?? "btree", unique, parts, definition: "" };
}

function columnOf(field: DbmlField, isEnum: Set<string>, primary: string[]): Column {
  const { name, note, increment, dbdefault, not_null } = field;
  const value = defaultOf(dbdefault);
  return {
    name,
    ...typeOf(field.type, isEnum),
    nullable: !not_null && !primary.includes(name),
    ...value !== undefined && { default: value },
    ...increment && { generated: "serial" as const },
    ...note && { comment: note },
  };
}

interface DbmlType {
  schemaName: string | null;
  type_name: string;
  originalTypeName?: string;
}

function typeOf(type: DbmlType, isEnum: Set<string>): Pick<Column, "type" | "enum"> {
  const { schemaName, type_name, originalTypeName } = type;
  const name = originalTypeName ?? type_name;
  const element = name.replace(/\[\]$/, "");
  const schema = schemaName ?? usualSchema;
  const array = element === name ? "" : "[]";
  if (isEnum.has(keyOf(schema, element))) {
    return { type: `${dotted(schema, element)}${array}`, enum: { schema, name: element } };
  }
  return { type: longType(schemaName === null ? name : dotted(schemaName, name)) };
}

function defaultOf(given: DbmlField["dbdefault"]): string | undefined {
  if (given === undefined || given === null) return undefined;
  const { type, value } = given as { type: string; value: unknown };
  return type === "string" ? literalOf(String(value)) : String(value);
}

/** The side of the many has the key; where both are one, the side that is written first. */
function holderFirst([a, b]: [DbmlEndpoint, DbmlEndpoint]): [DbmlEndpoint, DbmlEndpoint] {
  return String(a.relation).includes("1") && !String(b.relation).includes("1") ? [b, a] : [a, b];
}

const isOf = (end: DbmlEndpoint) => ({ schema, name }: Table) =>
  schema === (end.schemaName ?? usualSchema) && name === end.tableName;

function foreignKey(
  { name, onDelete, onUpdate }: { name: string; onDelete?: string; onUpdate?: string },
  from: DbmlEndpoint,
  to: DbmlEndpoint,
): ForeignKey {
  return {
    name,
    columns: from.fieldNames,
    to: { schema: to.schemaName ?? usualSchema, table: to.tableName, columns: to.fieldNames },
    onDelete: onDelete?.toLowerCase() ?? "no action",
    onUpdate: onUpdate?.toLowerCase() ?? "no action",
  };
}
