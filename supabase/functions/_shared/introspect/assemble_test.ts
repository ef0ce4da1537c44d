import { deepStrictEqual } from "node:assert/strict";
import { assemble } from "./assemble.ts";
import type { Catalog, ColumnRow } from "./catalog.ts";

const column = (number: number, name: string, rest: Partial<ColumnRow> = {}): ColumnRow => ({
  ...{ id: 1, number, name, type: "integer", enum_schema: null, enum_name: null, nullable: true },
  ...{ default: null, identity: "", generated: "", serial: false, comment: null },
  ...rest,
});
const empty: Catalog = {
  ...{ database: "shop", tables: [], columns: [], constraints: [], indexes: [], enums: [] },
};
const table = { id: 1, schema: "public", name: "orders", kind: "r", rows: -1, comment: null };

Deno.test("assemble() tells a serial, an identity and a generated column apart from defaults", () => {
  const columns = [
    column(1, "a", { serial: true, default: "nextval('public.orders_a_seq'::regclass)" }),
    column(2, "b", { identity: "a" }),
    column(3, "c", { identity: "d" }),
    column(4, "d", { generated: "s", default: "(a + 1)" }),
    column(6, "e", { default: "now()", type: "timestamp with time zone" }),
    // The default was taken over by another: the sequence is still the column's own.
    column(7, "f", { serial: true, default: "7" }),
  ];
  const [made] = assemble({ ...empty, tables: [table], columns }).tables;
  deepStrictEqual(made!.columns, [
    { name: "a", type: "integer", nullable: true, generated: "serial" },
    { name: "b", type: "integer", nullable: true, generated: "identity always" },
    { name: "c", type: "integer", nullable: true, generated: "identity" },
    { name: "d", type: "integer", nullable: true, default: "(a + 1)", generated: "stored" },
    { name: "e", type: "timestamptz", nullable: true, default: "now()" },
    { name: "f", type: "integer", nullable: true, default: "7" },
  ]);
});

Deno.test("assemble() finds the columns of indexes by number, and keeps expressions", () => {
  const index = {
    ...{ id: 1, name: "i", method: "btree", unique: true, where: null },
    ...{ numbers: [6, 0], parts: ["e", "lower(x)"], definition: "btree (e, lower(x))" },
  };
  const columns = [column(1, "a"), column(6, "e")];
  const [made] = assemble({ ...empty, tables: [table], columns, indexes: [index] }).tables;
  deepStrictEqual(made!.indexes[0]!.parts, [{ column: "e" }, { expression: "lower(x)" }]);
});

Deno.test("assemble() rounds what is estimated, and says nothing where nothing is known", () => {
  const rowsOf = (rows: number, kind = "r") =>
    assemble({ ...empty, tables: [{ ...table, rows, kind }] }).tables[0]!.rows;
  deepStrictEqual([rowsOf(0), rowsOf(7), rowsOf(12_345), rowsOf(-1)], [0, 7, 12_000, undefined]);
  deepStrictEqual([rowsOf(0, "v"), rowsOf(0, "f"), rowsOf(5, "m")], [undefined, undefined, 5]);
});

Deno.test("assemble() sorts by schema and name, whatever the order of the rows", () => {
  const tables = ["b", "a"].flatMap((schema) =>
    ["y", "x"].map((name) => ({ ...table, schema, name }))
  );
  const names = assemble({ ...empty, tables }).tables.map(({ schema, name }) => schema + name);
  deepStrictEqual(names, ["ax", "ay", "bx", "by"]);
});
