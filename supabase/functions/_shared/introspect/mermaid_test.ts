import { strictEqual } from "node:assert/strict";
import { diagramParts } from "./diagram_parts.ts";
import { columnOf, keyTo, structureOf, tableOf } from "./fake_structure.ts";
import { mermaidOf } from "./mermaid.ts";

Deno.test("mermaidOf() shows keys, and how many of one belong to how many of the other", () => {
  const order = tableOf("order", {
    columns: [
      columnOf("id", { nullable: false }),
      columnOf("customer_id", { nullable: false }),
      columnOf("code", { type: "varchar(50)" }),
      columnOf("note", { type: "text" }),
    ],
    unique: [{ name: "u", columns: ["code"], definition: "UNIQUE (code)" }],
    foreignKeys: [keyTo("customer")],
  });
  const extra = tableOf("extra", {
    schema: "audit",
    columns: [columnOf("id", { nullable: false })],
    foreignKeys: [keyTo("order", "id")],
  });
  const structure = structureOf([tableOf("customer"), extra, order]);
  const [part] = diagramParts(structure, [extra, order]);
  strictEqual(
    mermaidOf(structure, part!),
    `erDiagram
  "audit.extra" {
    integer id PK, FK
  }
  "order" {
    integer id PK
    integer customer_id FK
    varchar(50) code UK
  }
  "customer"
  "order" ||--o| "audit.extra" : "id"
  "customer" ||--o{ "order" : "customer_id"`,
  );
});

Deno.test("mermaidOf() leaves out what leads from one neighbour to another", () => {
  const to = (name: string, target: string) =>
    tableOf(name, { columns: [columnOf(`${target}_id`)], foreignKeys: [keyTo(target)] });
  const structure = structureOf([to("a", "b"), to("b", "c"), to("c", "a")]);
  const [part] = diagramParts(structure, [structure.tables[0]!]);
  strictEqual(mermaidOf(structure, part!).includes('"c" |o--o{ "b"'), false);
});
