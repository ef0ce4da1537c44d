import { deepEqual, throws } from "node:assert/strict";
import { adoptionListing, matchRule } from "./adopted.ts";

Deno.test("matchRule() takes a name, or a field of Odoo and the column that it holds", () => {
  deepEqual(matchRule("name"), { by: "name" });
  deepEqual(matchRule("x_code"), { by: "field", field: "x_code" });
  deepEqual(matchRule("id=odoo_id"), { by: "field", field: "id", column: "odoo_id" });
  for (const text of ["", "x code", "x_code=stage"]) throws(() => matchRule(text), /It is name/);
});

Deno.test("adoptionListing() has every seed with what became of it", () => {
  const seed = (ref: string) => ({ model: "project.task", ref });
  const { rows } = adoptionListing({
    matched: [{ ...seed("A"), odoo_id: 7, odoo_name: "Bank" }],
    ambiguous: [{ ...seed("B"), odoo_ids: [8, 9], rivals: [] }],
    unmatched: [seed("C")],
  });
  deepEqual(rows.map(([, ...rest]) => rest), [
    ["task", "A", "7", "Bank"],
    ["task", "B", "8, 9", null],
    ["task", "C", "", null],
  ]);
});
