import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createRecords } from "./create_records.ts";
import { FakeClient } from "../session/fake_client.ts";
import { Ledger, runWith, sessionOf } from "../session/fake_run.ts";
import type { Writer } from "../session/writer.ts";
import { Outcome } from "./outcome.ts";
import type { PlannedWrite } from "./planned_write.ts";

const model = "project.task";
const writes = Array.from({ length: 30 }, (_, index): PlannedWrite => ({
  ref: `t${index + 1}`,
  odooId: null,
  action: "create",
  values: { name: `task ${index + 1}` },
  sent: { name: `task ${index + 1}` },
  seedNames: { name: "name" },
}));
const refs = writes.map((write) => write.ref);
const allBut = (ref: string) => refs.filter((other) => other !== ref);

async function create(odoo: FakeClient) {
  const ledger = new Ledger();
  const outcome = new Outcome();
  const session = sessionOf(odoo);
  await createRecords(runWith(ledger), session, model, writes, outcome);
  const inOdoo = [...odoo.table(model)].map(([id, values]) => [values.x_external_ref, id]);
  return { ledger, outcome, session, inOdoo: inOdoo as [string, number][] };
}

Deno.test("createRecords() creates every row once and remembers its id", async () => {
  const odoo = new FakeClient();
  const { ledger, outcome, session, inOdoo } = await create(odoo);
  deepStrictEqual(inOdoo.map(([ref]) => ref), refs);
  // 30 rows in batches of at most 7.
  strictEqual(odoo.callCount, 5);
  for (const [ref, id] of inOdoo) strictEqual(session.names.tasks.id(ref), id);
  deepStrictEqual(ledger.rows[0], {
    external_ref: "t1",
    odoo_id: 1,
    sent: { name: "task 1" },
    created: true,
  });
  deepStrictEqual(ledger.rows.map((row) => [row.external_ref, row.odoo_id]), inOdoo);
  deepStrictEqual(
    outcome.results[model].map((result) => [result.external_ref, result.odoo_id]),
    inOdoo,
  );
});

Deno.test("createRecords() reports a row that Odoo refuses and creates all others once", async () => {
  const odoo = new FakeClient();
  odoo.refuses = (_model, { name }) => name === "task 9";
  const { ledger, outcome, session, inOdoo } = await create(odoo);
  deepStrictEqual(inOdoo.map(([ref]) => ref).sort(), allBut("t9").sort());
  deepStrictEqual([...ledger.refs].sort(), allBut("t9").sort());
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t9"]);
  strictEqual(session.names.tasks.id("t9"), undefined);
});

Deno.test("createRecords() writes in bulk, and what Odoo refused part by part on Odoo's own way", async () => {
  const odoo = new FakeClient();
  odoo.refuses = (_model, { name }) => name === "task 9";
  const bulk: number[] = [];
  const writer: Writer = {
    create: (model, values) => {
      bulk.push(values.length);
      return odoo.create(model, values);
    },
    saveMany: () => Promise.reject(new Error("nothing is changed")),
  };
  const session = sessionOf(odoo, { writer: () => Promise.resolve(writer) });
  const outcome = new Outcome();
  await createRecords(runWith(new Ledger()), session, model, writes, outcome);
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t9"]);
  strictEqual(odoo.table(model).size, 29);
  // Each batch once, however many parts the second one came to.
  deepStrictEqual(bulk, [7, 7, 7, 7, 2]);
});

Deno.test("createRecords() doubles nothing when an answer is lost and a row is refused", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped", "lost");
  // Somebody else makes t1 while the first batch is under way.
  odoo.put(model, 99, { x_external_ref: "t1" });
  odoo.refuses = (_model, { name }) => name === "task 2";
  const { ledger, outcome, inOdoo } = await create(odoo);
  deepStrictEqual(inOdoo.map(([ref]) => ref).sort(), allBut("t2").sort());
  deepStrictEqual([...ledger.refs].sort(), allBut("t2").sort());
  deepStrictEqual(outcome.failures.map((failure) => failure.external_ref), ["t2"]);
});
