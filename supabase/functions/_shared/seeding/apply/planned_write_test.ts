import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { RowError } from "../../odoo/directory.ts";
import type { Values } from "../../odoo/types.ts";
import { planRow } from "../session/fake_run.ts";
import { Outcome } from "./outcome.ts";
import { plannedWrite } from "./planned_write.ts";

/** Odoo's words are the seed's ones in upper case; it cannot be told what is unknown. */
function toValues(changes: Record<string, unknown>): Values {
  const entries = Object.entries(changes).map(([field, to]) => {
    if (to === "unknown") throw new RowError(field, `Cannot refer to ${field}.`);
    return [field.toUpperCase(), to];
  });
  return Object.fromEntries(entries);
}

function plan(changes: Record<string, unknown>) {
  const outcome = new Outcome();
  const write = plannedWrite(planRow(changes), "update", outcome, toValues);
  const failed = outcome.failures.map(({ external_ref, field, code }) => [
    external_ref,
    field,
    code,
  ]);
  return { write, failed };
}

Deno.test("plannedWrite() holds a row in Odoo's words and in the seed's", () => {
  deepStrictEqual(plan({ name: "N", stage: null }), {
    write: {
      ref: "t1",
      odooId: 5,
      action: "update",
      values: { NAME: "N", STAGE: null },
      sent: { name: "N", stage: null },
      seedNames: { NAME: "name", STAGE: "stage" },
    },
    failed: [],
  });
});

Deno.test("plannedWrite() reports a field that Odoo cannot be told, and keeps the others", () => {
  const { write, failed } = plan({ stage: "unknown", name: "N", tags: "unknown", sequence: 3 });
  deepStrictEqual(write?.values, { NAME: "N", SEQUENCE: 3 });
  deepStrictEqual(write?.sent, { name: "N", sequence: 3 });
  deepStrictEqual(failed, [["t1", "stage", "unwritable"], ["t1", "tags", "unwritable"]]);
});

for (const field of ["name", "company", "project"]) {
  Deno.test(`plannedWrite() writes nothing without the ${field}`, () => {
    const { write, failed } = plan({ sequence: 3, [field]: "unknown" });
    strictEqual(write, undefined);
    deepStrictEqual(failed, [["t1", field, "unwritable"]]);
  });
}

Deno.test("plannedWrite() has nothing to write when no field is left", () => {
  strictEqual(plan({ tags: "unknown" }).write, undefined);
  strictEqual(plan({}).write, undefined);
});

Deno.test("plannedWrite() does not take a slip for a bad row", () => {
  const slip = () => {
    throw new TypeError("a slip");
  };
  const outcome = new Outcome();
  throws(() => plannedWrite(planRow({ name: "N" }), "update", outcome, slip), {
    name: "TypeError",
  });
  deepStrictEqual(outcome.failures, []);
});
