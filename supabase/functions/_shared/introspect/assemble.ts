import type { Catalog, ColumnRow, ConstraintRow, IndexRow, TableRow } from "./catalog.ts";
import { keyOf, sortedBy } from "./names.ts";
import { shortType } from "./short_type.ts";
import type { Column, ForeignKey, Index, Key, Structure, Table } from "./structure.ts";

const kinds: Record<string, Table["kind"]> = {
  r: "table",
  p: "partitioned table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
};
const actions: Record<string, string> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** The rows of the catalog as one structure. */
export function assemble(catalog: Catalog): Structure {
  const columns = byId(catalog.columns);
  const constraints = byId(catalog.constraints);
  const indexes = byId(catalog.indexes);
  const tables = catalog.tables.map((row) =>
    tableOf(
      row,
      columns.get(row.id) ?? [],
      constraints.get(row.id) ?? [],
      indexes.get(row.id) ?? [],
    )
  );
  return {
    version: 1,
    database: catalog.database,
    enums: sortedBy(catalog.enums, nameKey).map(({ comment, values, ...names }) => ({
      ...names,
      values: values ?? [],
      ...comment !== null && { comment },
    })),
    tables: sortedBy(tables, nameKey),
  };
}

const nameKey = ({ schema, name }: { schema: string; name: string }) => keyOf(schema, name);
const ownName = ({ name }: { name: string }) => name;

function byId<T extends { id: number }>(rows: T[]): Map<number, T[]> {
  return Map.groupBy(rows, ({ id }) => id);
}

function tableOf(
  { schema, name, kind, rows, comment }: TableRow,
  columns: ColumnRow[],
  constraints: ConstraintRow[],
  indexes: IndexRow[],
): Table {
  const nameOf = new Map(columns.map(({ number, name }) => [number, name]));
  const of = (...kinds: string[]) =>
    sortedBy(constraints.filter(({ kind }) => kinds.includes(kind)), ownName);
  const key = (row: ConstraintRow): Key => ({
    name: row.name,
    columns: named(row.columns, nameOf),
    definition: row.definition,
  });
  const [primary] = of("p");
  return {
    schema,
    name,
    kind: kinds[kind]!,
    ...hasRows(kind) && rows >= 0 && { rows: twoDigits(rows) },
    ...comment !== null && { comment },
    columns: columns.map(columnOf),
    ...primary && { primaryKey: key(primary) },
    unique: of("u").map(key),
    foreignKeys: of("f").map((row) => foreignKeyOf(row, nameOf)),
    indexes: sortedBy(indexes, ownName).map((row) => indexOf(row, nameOf)),
    checks: of("c", "x").map(({ name, definition }) => ({ name, definition })),
  };
}

const hasRows = (kind: string) => kind !== "v" && kind !== "f";

/** Each vacuum changes the estimate a little; files that are kept in Git need not. */
function twoDigits(rows: number): number {
  return rows === 0 ? 0 : Number(rows.toPrecision(2));
}

function named(numbers: number[] | null, nameOf: Map<number, string>): string[] {
  return (numbers ?? []).map((number) => nameOf.get(number)!);
}

function columnOf(row: ColumnRow): Column {
  const generated = generation(row);
  const isOwnSequence = generated === "serial";
  return {
    name: row.name,
    type: shortType(row.type),
    ...row.enum_name !== null && { enum: { schema: row.enum_schema!, name: row.enum_name } },
    nullable: row.nullable,
    ...row.default !== null && !isOwnSequence && { default: row.default },
    ...generated && { generated },
    ...row.comment !== null && { comment: row.comment },
  };
}

function generation(row: ColumnRow): Column["generated"] {
  if (row.identity) return row.identity === "a" ? "identity always" : "identity";
  if (row.generated) return "stored";
  return row.serial && row.default!.startsWith("nextval(") ? "serial" : undefined;
}

function foreignKeyOf(row: ConstraintRow, nameOf: Map<number, string>): ForeignKey {
  return {
    name: row.name,
    columns: named(row.columns, nameOf),
    to: { schema: row.to_schema!, table: row.to_table!, columns: row.to_columns! },
    onDelete: actions[row.on_delete]!,
    onUpdate: actions[row.on_update]!,
    ...row.deferrable && { deferrable: true as const },
  };
}

function indexOf(
  { name, method, unique, numbers, parts, where, definition }: IndexRow,
  nameOf: Map<number, string>,
): Index {
  return {
    name,
    method,
    unique,
    parts: parts.map((expression, at) => {
      const column = nameOf.get(numbers[at]!);
      return column === undefined ? { expression } : { column };
    }),
    ...where !== null && { where },
    definition,
  };
}
