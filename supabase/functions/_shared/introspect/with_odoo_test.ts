import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { columnOf, structureOf, tableOf } from "./fake_structure.ts";
import type { FieldRow, OdooMetadata } from "./odoo_metadata.ts";
import { withOdoo } from "./with_odoo.ts";

const field = (name: string, rest: Partial<FieldRow> = {}): FieldRow => ({
  ...{ model: "sale.order", name, label: name, help: null, kind: "char", relation: null },
  ...{ through: null, required: false, readonly: false, module: "sale" },
  ...rest,
});
const odoo: OdooMetadata = {
  modules: [
    { name: "sale", label: "Sales", version: "19.0.1.2" },
    { name: "base", label: "Base", version: "19.0.1.3" },
  ],
  models: [
    { model: "sale.order", label: "Order", module: "sale" },
    { model: "ir.actions.server", label: "Server Action", module: "base" },
    { model: "mail.thread", label: "Thread", module: "mail" },
  ],
  fields: [
    field("state", { label: "Status", help: "Where it is", module: "sale_more", required: true }),
    field("tag_ids", { kind: "many2many", relation: "sale.tag", through: "sale_order_tag_rel" }),
  ],
  relations: [{ table: "sale_order_tag_rel", module: "sale" }],
};

const structure = structureOf([
  tableOf("ir_act_server"),
  tableOf("sale_order", { columns: [columnOf("state", { type: "varchar" }), columnOf("extra")] }),
  tableOf("sale_order_tag_rel"),
  tableOf("sale_order", { schema: "other" }),
]);

Deno.test("withOdoo() gives tables their models and modules, those between two models their module", () => {
  const { tables } = withOdoo(structure, odoo);
  deepStrictEqual(tables.map(({ model, module, label }) => [model, module, label]), [
    ["ir.actions.server", "base", "Server Action"],
    ["sale.order", "sale", "Order"],
    [undefined, "sale", undefined],
    [undefined, undefined, undefined],
  ]);
});

Deno.test("withOdoo() puts fields beside their columns, and the others on their own", () => {
  const [, order] = withOdoo(structure, odoo).tables;
  deepStrictEqual(order!.columns[0]!.field, {
    label: "Status",
    kind: "char",
    help: "Where it is",
    required: true,
    module: "sale_more",
  });
  strictEqual(order!.columns[1]!.field, undefined);
  deepStrictEqual(order!.fields, [{
    name: "tag_ids",
    label: "tag_ids",
    kind: "many2many",
    relation: "sale.tag",
    through: "sale_order_tag_rel",
    module: "sale",
  }]);
});

Deno.test("withOdoo() says which Odoo it is, and its modules by name", () => {
  deepStrictEqual(withOdoo(structure, odoo).odoo, {
    version: "19.0",
    modules: [{ name: "base", label: "Base", version: "19.0.1.3" }, {
      name: "sale",
      label: "Sales",
      version: "19.0.1.2",
    }],
  });
});
