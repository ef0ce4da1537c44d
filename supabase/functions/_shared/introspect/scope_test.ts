import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { columnOf, structureOf, tableOf, tableTo } from "./fake_structure.ts";
import { type Scope, scoped } from "./scope.ts";

const structure = structureOf([
  tableTo("order", ["customer"], { module: "sale", model: "sale.order" }),
  tableTo("line", ["order", "product"], { module: "sale" }),
  tableOf("customer", { module: "base" }),
  tableOf("product", {
    module: "stock",
    columns: [columnOf("kind", { type: "public.kind", enum: { schema: "public", name: "kind" } })],
  }),
  tableOf("log", { schema: "audit" }),
], {
  enums: [
    { schema: "public", name: "kind", values: ["a"] },
    { schema: "public", name: "unused", values: ["b"] },
  ],
});
const names = (scope: Scope) => scoped(structure, scope).tables.map(({ name }) => name);
const around = (tables: string[], steps: number) => ({ around: { tables, steps } });

Deno.test("scoped() takes tables by schema, module and model; each that is named has to fit", () => {
  deepStrictEqual(names({ schemas: ["audit"] }), ["log"]);
  deepStrictEqual(names({ modules: ["sale", "base"] }), ["order", "line", "customer"]);
  deepStrictEqual(names({ models: ["sale.order"] }), ["order"]);
  deepStrictEqual(names({ modules: ["sale"], models: ["sale.order"] }), ["order"]);
});

Deno.test("scoped() goes as many references from a table as it may, in both directions", () => {
  deepStrictEqual(names(around(["customer"], 0)), ["customer"]);
  deepStrictEqual(names(around(["customer"], 1)), ["order", "customer"]);
  deepStrictEqual(names(around(["sale.order"], 1)), ["order", "line", "customer"]);
  deepStrictEqual(names(around(["public.customer"], 3)), ["order", "line", "customer", "product"]);
});

Deno.test("scoped() does not count who wrote a row in Odoo as a reference", () => {
  const odoo = { version: "19.0", modules: [] };
  const users = tableOf("users");
  const key = tableTo("task", ["users"]).foreignKeys[0]!;
  const written = tableOf("task", {
    columns: [columnOf("id"), columnOf("create_uid")],
    foreignKeys: [{ ...key, columns: ["create_uid"] }],
  });
  const near = (rest: object) =>
    scoped(structureOf([written, users], rest), around(["users"], 1)).tables.length;
  deepStrictEqual([near({}), near({ odoo })], [2, 1]);
});

Deno.test("scoped() keeps the enums that are used, and all of them without a scope", () => {
  deepStrictEqual(scoped(structure, { modules: ["stock"] }).enums.map(({ name }) => name), [
    "kind",
  ]);
  strictEqual(scoped(structure, {}), structure);
});

Deno.test("scoped() refuses a name that leads nowhere", () => {
  const refused = (scope: Scope, detail: string) =>
    throws(() => scoped(structure, scope), (error: unknown) => {
      strictEqual((error as AppError).code, "not_found");
      strictEqual((error as AppError).detail, detail);
      return true;
    });
  refused(
    { modules: ["sale", "x"] },
    'Cannot introspect: there is no table of the module "x".',
  );
  refused(around(["nope"], 1), 'Cannot introspect: there is no table "nope".');
});
