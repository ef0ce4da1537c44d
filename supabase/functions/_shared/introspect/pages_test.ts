import { deepStrictEqual, ok } from "node:assert/strict";
import { columnOf, keyTo, structureOf, tableOf, tableTo } from "./fake_structure.ts";
import { pageMark, pagesOf } from "./pages.ts";
import type { Structure } from "./structure.ts";

const odoo = {
  version: "19.0",
  modules: ["base", "sale", "sale_more"].map((name) => ({ name, label: `The ${name}` })),
};
const structure: Structure = structureOf([
  tableOf("partner", {
    module: "base",
    model: "partner",
    label: "Contact",
    columns: [
      columnOf("id"),
      columnOf("code", { field: { label: "Code", kind: "char", module: "sale_more" } }),
    ],
    fields: [{ name: "order_ids", label: "Orders", kind: "one2many", relation: "sale.order" }],
  }),
  tableTo("sale_order", ["partner"], { module: "sale", model: "sale.order", rows: 1200 }),
  tableOf("signals", { foreignKeys: [keyTo("gone")], columns: [columnOf("gone_id")] }),
], { odoo });

const pages = () => new Map(pagesOf(structure));

Deno.test("pagesOf() has an index, every table, a page a module, and one for what has none", () => {
  deepStrictEqual([...pages().keys()], [
    "index.md",
    "tables.md",
    "modules/base.md",
    "modules/sale.md",
    "modules/sale_more.md",
    "schemas/public.md",
  ]);
  for (const [path, text] of pages()) ok(text.startsWith(`${pageMark}\n\n# `), path);
});

Deno.test("pagesOf() leads from each page to where it says", () => {
  const all = pages();
  let links = 0;
  for (const [path, text] of all) {
    for (const [, target, anchor] of text.matchAll(/\]\(([^)#]+\.md)(?:#([^)]+))?\)/g)) {
      const page = all.get(new URL(target!, `file:///${path}`).pathname.slice(1));
      ok(page, `${path} leads to ${target}, which is not there`);
      if (anchor) ok(page.includes(`<a id="${anchor}"></a>`), `${target} lacks ${anchor}`);
      links++;
    }
  }
  ok(links > 15, `${links} links`);
});

Deno.test("pagesOf() says what Odoo says, and what a module has brought to others' tables", () => {
  const base = pages().get("modules/base.md")!;
  ok(base.includes("| `code` | `integer` |  |  | Code · from `sale_more` |"), base);
  ok(base.includes("one2many of [`sale.order`](../modules/sale.md#public.sale_order)"), base);
  ok(pages().get("modules/sale.md")!.includes("about 1,200 rows"));
  const more = pages().get("modules/sale_more.md")!;
  ok(more.includes("| [`partner`](../modules/base.md#public.partner) | `code` |"), more);
});

Deno.test("pagesOf() names a table that is not there without a link", () => {
  ok(pages().get("schemas/public.md")!.includes("→ `gone` |"));
});

Deno.test("pagesOf() writes the same again", () => {
  deepStrictEqual(pages(), pages());
});
