import { deepStrictEqual } from "node:assert/strict";
import { asDbmlSays } from "./as_dbml_says.ts";
import { columnOf, keyTo, structureOf, tableOf } from "./fake_structure.ts";

Deno.test("asDbmlSays() leaves out what DBML cannot say", () => {
  const structure = structureOf([
    tableOf("orders", {
      rows: 12,
      columns: [
        columnOf("id", { generated: "identity always" }),
        columnOf("a", { default: "'x'::text" }),
        columnOf("b", { default: "f('`')" }),
        columnOf("c", { default: "(id + 1)", generated: "stored" }),
      ],
      foreignKeys: [
        keyTo("gone"),
        keyTo("orders", "id"),
        keyTo("orders", "a"),
        keyTo("orders", "a"),
      ],
      checks: [
        { name: "c1", definition: "CHECK ((a > 0))" },
        { name: "c2", definition: "EXCLUDE USING gist (a WITH =)" },
      ],
    }),
    tableOf("empty", { columns: [] }),
    tableOf("seen", { kind: "view" }),
  ], { enums: [{ schema: "public", name: "none", values: [] }] });
  const { tables, enums } = asDbmlSays(structure);
  deepStrictEqual(enums, []);
  deepStrictEqual(tables.map(({ name }) => name), ["orders"]);
  const [orders] = tables;
  deepStrictEqual(orders!.rows, undefined);
  deepStrictEqual(orders!.columns, [
    { name: "id", type: "integer", nullable: true, generated: "serial" },
    { name: "a", type: "integer", nullable: true, default: "'x'" },
    { name: "b", type: "integer", nullable: true },
    { name: "c", type: "integer", nullable: true },
  ]);
  deepStrictEqual(orders!.foreignKeys, [keyTo("orders", "a")]);
  deepStrictEqual(orders!.checks.map(({ name }) => name), ["c1"]);
});

Deno.test("asDbmlSays() has unique keys among the indexes", () => {
  const unique = [{ name: "u", columns: ["a", "b"], definition: "UNIQUE (a, b)" }];
  const [table] = asDbmlSays(structureOf([tableOf("t", { unique })])).tables;
  deepStrictEqual(table!.unique, []);
  deepStrictEqual(table!.indexes, [{
    name: "u",
    method: "btree",
    unique: true,
    definition: "",
    parts: [{ column: "a" }, { column: "b" }],
  }]);
});
