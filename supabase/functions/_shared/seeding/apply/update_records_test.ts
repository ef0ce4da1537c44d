import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeClient } from "../session/fake_client.ts";
import { Ledger, runWith, sessionOf } from "../session/fake_run.ts";
import type { Writer } from "../session/writer.ts";
import { Outcome } from "./outcome.ts";
import type { PlannedWrite } from "./planned_write.ts";
import { updateRecords } from "./update_records.ts";

const model = "project.task";

/** Twenty tasks that all go to stage 2, each with a name of its own. */
const writes = Array.from({ length: 20 }, (_, index): PlannedWrite => ({
  ref: `t${index + 1}`,
  odooId: index + 1,
  action: "update",
  values: { stage_id: 2, name: `new ${index + 1}` },
  sent: { stage: "Done", name: `new ${index + 1}` },
  seedNames: { stage_id: "stage", name: "name" },
}));
const refs = writes.map((write) => write.ref);

function odooBefore(missing: number[] = []): FakeClient {
  const odoo = new FakeClient();
  for (const { odooId } of writes) {
    if (!missing.includes(odooId!)) odoo.put(model, odooId!, { stage_id: 1, name: "old" });
  }
  return odoo;
}

/** Batches side by side may be recorded in any order. */
function inOrder(recorded: string[]): string[] {
  return recorded.toSorted((a, b) => refs.indexOf(a) - refs.indexOf(b));
}

async function update(odoo: FakeClient, outcome: Outcome): Promise<string[]> {
  const ledger = new Ledger();
  await updateRecords(runWith(ledger), sessionOf(odoo), model, writes, outcome);
  return inOrder(ledger.refs);
}

Deno.test("updateRecords() writes shared and own values and records each row once it is whole", async () => {
  const odoo = odooBefore();
  const outcome = new Outcome();
  const recorded = await update(odoo, outcome);
  deepStrictEqual([...odoo.table(model).values()], writes.map((write) => write.values));
  deepStrictEqual(recorded, refs);
  deepStrictEqual(inOrder(outcome.results[model].map((result) => result.external_ref)), refs);
  // Three calls of at most 7 rows for the stage, and three for the names.
  strictEqual(odoo.callCount, 6);
});

Deno.test("updateRecords() reports a row that Odoo refuses once, and writes all others", async () => {
  const odoo = odooBefore([5]);
  const outcome = new Outcome();
  const recorded = await update(odoo, outcome);
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t5"]);
  deepStrictEqual(recorded, refs.filter((ref) => ref !== "t5"));
  deepStrictEqual(
    [...odoo.table(model).values()],
    writes.filter((write) => write.ref !== "t5").map((write) => write.values),
  );
});

Deno.test("updateRecords() leaves a row whole of which Odoo refuses the shared values", async () => {
  const odoo = odooBefore();
  odoo.refuses = (_model, { id, stage_id }) => id === 5 && stage_id === 2;
  const outcome = new Outcome();
  const recorded = await update(odoo, outcome);
  deepStrictEqual(odoo.table(model).get(5), { stage_id: 1, name: "old" });
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t5"]);
  deepStrictEqual(recorded, refs.filter((ref) => ref !== "t5"));
});

Deno.test("updateRecords() does not record a row of which Odoo refuses its own values", async () => {
  const odoo = odooBefore();
  odoo.refuses = (_model, { name }) => name === "new 5";
  const outcome = new Outcome();
  const recorded = await update(odoo, outcome);
  deepStrictEqual(odoo.table(model).get(5), { stage_id: 2, name: "old" });
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t5"]);
  deepStrictEqual(recorded, refs.filter((ref) => ref !== "t5"));
});

Deno.test("updateRecords() names the field that Odoo refuses, where it was the only one", async () => {
  const odoo = odooBefore();
  odoo.refuses = (_model, { name }) => String(name).startsWith("new");
  const outcome = new Outcome();
  const [both, other] = writes;
  const one = { ...other!, values: { name: "new 2" }, sent: { name: "new 2" } };
  await updateRecords(runWith(new Ledger()), sessionOf(odoo), model, [both!, one], outcome);
  const reported = outcome.failures.map(({ external_ref, field }) => [external_ref, field]);
  deepStrictEqual(reported.toSorted(), [["t1", null], ["t2", "name"]]);
});

Deno.test("updateRecords() writes what else a row has than the field that Odoo names", async () => {
  const odoo = odooBefore();
  odoo.refuses = (_model, { id, stage_id }) => Number(id) % 5 === 0 && stage_id === 2;
  odoo.words = "Wrong value for project.task.stage_id: 2";
  const outcome = new Outcome();
  const recorded = await update(odoo, outcome);
  deepStrictEqual(odoo.table(model).get(5), { stage_id: 1, name: "new 5" });
  const reported = outcome.failures.map(({ external_ref, field }) => [external_ref, field]);
  deepStrictEqual(reported, ["t5", "t10", "t15", "t20"].map((ref) => [ref, "stage"]));
  deepStrictEqual(recorded, refs);
});

Deno.test("updateRecords() writes the rest of a row of which one field could not be told", async () => {
  const odoo = odooBefore();
  const outcome = new Outcome();
  outcome.fail(model, "t5", "unwritable", "Cannot refer to milestone Close.", "milestone");
  const recorded = await update(odoo, outcome);
  deepStrictEqual(odoo.table(model).get(5), { stage_id: 2, name: "new 5" });
  deepStrictEqual(recorded, refs);
});

Deno.test("updateRecords() writes in bulk, and what Odoo refused part by part on Odoo's own way", async () => {
  const odoo = odooBefore([5]);
  const bulk: number[] = [];
  const writer: Writer = {
    groupsItself: true,
    create: () => Promise.reject(new Error("nothing is created")),
    saveMany: (model, rows) => {
      bulk.push(rows.length);
      return odoo.saveMany(model, rows);
    },
  };
  const session = sessionOf(odoo, { writer: () => Promise.resolve(writer) });
  const outcome = new Outcome();
  await updateRecords(runWith(new Ledger()), session, model, writes, outcome);
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t5"]);
  deepStrictEqual(bulk, [7, 7, 6]);
});

Deno.test("updateRecords() keeps the order of tasks that change what they depend on", async () => {
  const odoo = odooBefore();
  const order: number[] = [];
  odoo.refuses = (_model, { id }) => {
    if (!order.includes(Number(id))) order.push(Number(id));
    return Number(id) % 3 === 0;
  };
  const links = writes.slice(0, 7).map((write) => ({
    ...write,
    values: { depend_on_ids: [[6, 0, [99]]] },
  }));
  const outcome = new Outcome();
  const session = sessionOf(odoo);
  await updateRecords(runWith(new Ledger()), session, model, links, outcome);
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t3", "t6"]);
  deepStrictEqual(order, [1, 2, 3, 4, 5, 6, 7]);
});
