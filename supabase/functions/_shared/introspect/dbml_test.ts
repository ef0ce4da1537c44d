import { strictEqual } from "node:assert/strict";
import { dbmlOf } from "./dbml.ts";
import { columnOf, keyTo, structureOf, tableOf } from "./fake_structure.ts";

Deno.test("dbmlOf() writes tables, keys, indexes, enums, checks, comments and modules", () => {
  const state = { type: "public.state", enum: { schema: "public", name: "state" } };
  const structure = structureOf([
    tableOf("customer"),
    tableOf("order", {
      module: "sale",
      comment: "What was\nordered",
      columns: [
        columnOf("id", { nullable: false, generated: "serial" }),
        columnOf("customer_id", { nullable: false, comment: "whose" }),
        columnOf("at", { type: "timestamp(3) with time zone", default: "now()" }),
        columnOf("state", { ...state, default: "'draft'::public.state" }),
        columnOf("amount", { type: "numeric(10,2)", default: "0" }),
      ],
      foreignKeys: [{ ...keyTo("customer"), onDelete: "cascade" }],
      indexes: [{
        ...{ name: "order_state", method: "gin", unique: false, where: "(amount > 0)" },
        ...{ parts: [{ column: "state" }, { expression: "lower(x)" }], definition: "" },
      }],
      checks: [{ name: "positive", definition: "CHECK ((amount >= 0))" }],
    }),
    tableOf("tag_rel", {
      primaryKey: { name: "p", columns: ["a", "b"], definition: "" },
      columns: [columnOf("a", { nullable: false }), columnOf("b", { nullable: false })],
    }),
  ], { enums: [{ schema: "public", name: "state", values: ["draft", "sent off"] }] });
  strictEqual(
    dbmlOf(structure),
    `Project "shop" {
  database_type: 'PostgreSQL'
}

Enum "public"."state" {
  "draft"
  "sent off"
}

Table "public"."customer" {
  "id" integer [pk, increment]
}

Table "public"."order" {
  "id" integer [pk, increment]
  "customer_id" integer [not null, note: 'whose']
  "at" "timestamp(3) with time zone" [default: \`now()\`]
  "state" "public"."state" [default: 'draft']
  "amount" numeric(10,2) [default: 0]
  indexes {
    ("state", \`lower(x)\`) [type: gin, name: "order_state", note: 'where (amount > 0)']
  }
  checks {
    \`(amount >= 0)\` [name: "positive"]
  }
  Note: 'What was\\nordered'
}

Table "public"."tag_rel" {
  "a" integer [not null]
  "b" integer [not null]
  indexes {
    ("a", "b") [pk]
  }
}

Ref "customer_id_fkey": "public"."order".("customer_id") > "public"."customer".("id") [delete: cascade]

TableGroup "sale" {
  "public"."order"
}
`,
  );
});
