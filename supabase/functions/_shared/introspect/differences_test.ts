import { deepStrictEqual } from "node:assert/strict";
import { differenceLine } from "./difference_line.ts";
import { differences } from "./differences.ts";
import { columnOf, keyTo, structureOf, tableOf } from "./fake_structure.ts";
import type { Structure, Table } from "./structure.ts";

const index = (name: string, definition: string) => ({
  ...{ name, method: "btree", unique: false, parts: [{ column: "a" }], definition },
});
const lines = (a: Structure, b: Structure) => differences(a, b).map(differenceLine);
const ofTable = (a: Partial<Table>, b: Partial<Table>) =>
  lines(structureOf([tableOf("t", a)]), structureOf([tableOf("t", b)]));

Deno.test("differences() finds none between a structure and itself", () => {
  const structure = structureOf([tableOf("t", { indexes: [index("i", "btree (a)")] })], {
    enums: [{ schema: "public", name: "e", values: ["a"] }],
  });
  deepStrictEqual(lines(structure, structuredClone(structure)), []);
});

Deno.test("differences() names tables and enums that only one side has", () => {
  const a = structureOf([tableOf("old"), tableOf("both")], {
    enums: [{ schema: "public", name: "gone", values: [] }],
  });
  const b = structureOf([tableOf("both"), tableOf("new", { schema: "app" })]);
  deepStrictEqual(lines(a, b), ["- enum public.gone", "+ table app.new", "- table public.old"]);
});

Deno.test("differences() says of a column what has changed", () => {
  const from = [columnOf("a"), columnOf("b", { default: "1", comment: "x" }), columnOf("gone")];
  const to = [
    columnOf("a", { type: "bigint", nullable: false }),
    columnOf("b", { generated: "identity", comment: "y" }),
    columnOf("come", { type: "text" }),
  ];
  deepStrictEqual(ofTable({ columns: from }, { columns: to }), [
    "~ column public.t.a type: integer → bigint",
    "~ column public.t.a null: null → not null",
    "~ column public.t.b default: 1 → none",
    "~ column public.t.b generated: none → identity",
    "~ column public.t.b comment: x → y",
    "+ column public.t.come: text",
    "- column public.t.gone: integer",
  ]);
});

Deno.test("differences() takes what says the same for the same, whatever it is called", () => {
  deepStrictEqual(
    ofTable({ indexes: [index("i1", "btree (a)")], foreignKeys: [keyTo("x")] }, {
      indexes: [index("i2", "btree (a)")],
      foreignKeys: [{ ...keyTo("x"), name: "other" }],
    }),
    [],
  );
  deepStrictEqual(
    ofTable({ indexes: [index("i", "btree (a)"), index("j", "btree (a)")] }, {
      indexes: [index("i", "btree (a, b)")],
    }),
    [
      "~ index public.t.i definition: btree (a) → btree (a, b)",
      "- index public.t.j: btree (a)",
    ],
  );
});

Deno.test("differences() compares keys, references, checks and enums", () => {
  const key = (columns: string[]) => ({ name: "p", columns, definition: "" });
  deepStrictEqual(
    ofTable({ primaryKey: key(["a"]), foreignKeys: [keyTo("x")], checks: [] }, {
      primaryKey: key(["a", "b"]),
      foreignKeys: [{ ...keyTo("x"), onDelete: "cascade" }],
      checks: [{ name: "c", definition: "CHECK ((a > 0))" }],
    }),
    [
      "~ primary key public.t columns: (a) → (a, b)",
      "+ check public.t.c: CHECK ((a > 0))",
      "~ foreign key public.t.x_id_fkey definition: " +
      "(x_id) → public.x (id) on delete no action on update no action → " +
      "(x_id) → public.x (id) on delete cascade on update no action",
    ],
  );
  const withEnum = (values: string[]) =>
    structureOf([], { enums: [{ schema: "public", name: "e", values }] });
  deepStrictEqual(lines(withEnum(["a"]), withEnum(["a", "b"])), [
    '~ enum public.e values: "a" → "a", "b"',
  ]);
});

Deno.test("differences() does not look at the order of columns, at rows, or at Odoo", () => {
  const columns = [columnOf("a"), columnOf("b")];
  deepStrictEqual(
    ofTable({ columns, rows: 1, module: "m" }, { columns: columns.toReversed(), rows: 2 }),
    [],
  );
});

Deno.test("differenceLine() stays on one line", () => {
  const line = differenceLine({
    ...{ change: "changed", what: "table", name: "a\nb", aspect: "comment" },
    ...{ from: "x\ny\u001b[2J", to: null },
  });
  deepStrictEqual(line, "~ table a b comment: x y [2J → none");
});
