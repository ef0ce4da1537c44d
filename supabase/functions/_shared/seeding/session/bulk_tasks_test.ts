import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { OdooClient } from "../../odoo/client.ts";
import { OdooFault } from "../../odoo/faults.ts";
import type { Values } from "../../odoo/types.ts";
import { bulkTasks } from "./bulk_tasks.ts";
import { connection, fault } from "./fake_client.ts";

const model = "project.task";
/** What is asked where there is no action yet. */
const making = ["look for its id", "look for it", "load", "look"];
const row = { id: 5, values: { name: "New" } };

/** An Odoo whose server action answers as told, and notes all that was asked. */
function odoo(answers: unknown[], known: Values[] = []) {
  const asked: string[] = [];
  const payloads: unknown[] = [];
  const made: Values[] = [];
  const tell = <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    return answer instanceof OdooFault ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const client = {
    version: { major: 19 },
    searchRead: (name: string, { domain: [leaf] }: { domain: unknown[][] }) => {
      if (name === "ir.model.data") {
        return tell("look for its id", known.map(({ id }) => ({ res_id: id })));
      }
      return tell(leaf![0] === "id" ? "look" : "look for it", leaf![0] === "id" ? made : known);
    },
    create: () => tell("create", [1]),
    saveMany: () => tell("save", undefined),
    operation: (title: string) => ({ title, connection }),
    call: (
      _model: string,
      method: string,
      { context, kwargs }: { context?: Values; kwargs?: Values },
    ) => {
      if (method === "load") {
        const { fields, data } = kwargs as { fields: string[]; data: string[][] };
        const code = data[0]![fields.indexOf("code")]!;
        made.push({ id: 9, state: "code", model_name: model, code });
        return tell("load", { ids: [9] });
      }
      payloads.push(context?.odoo_seed_bulk);
      return tell("run", answers.shift());
    },
  };
  return { client: client as unknown as OdooClient, asked, payloads, made };
}

Deno.test("bulkTasks() creates and writes through the action that it made", async () => {
  const { client, asked, payloads } = odoo([{ ids: [7] }, { ids: [5, 6] }]);
  const writer = await bulkTasks(client);
  deepStrictEqual(await writer.create(model, [{ name: "A" }]), [7]);
  await writer.saveMany(model, [row, { id: 6, values: { name: "Other" } }]);
  deepStrictEqual(asked, [...making, "run", "run"]);
  deepStrictEqual(payloads, [
    { create: [{ name: "A" }] },
    { ids: [5, 6], writes: [[[5], { name: "New" }], [[6], { name: "Other" }]] },
  ]);
});

Deno.test("bulkTasks() writes at once what many tasks share", async () => {
  const { client, payloads } = odoo([{ ids: [] }]);
  const rows = Array.from(
    { length: 20 },
    (_, id) => ({ id, values: { stage_id: 3, name: `${id}` } }),
  );
  await (await bulkTasks(client)).saveMany(model, rows);
  const { writes } = payloads[0] as { writes: unknown[] };
  deepStrictEqual(writes[0], [rows.map(({ id }) => id), { stage_id: 3 }]);
  deepStrictEqual(writes.slice(1), rows.map(({ id }) => [[id], { name: `${id}` }]));
});

for (const kind of ["data", "access"] as const) {
  Deno.test(`bulkTasks() goes Odoo's own way where the action ends in ${kind}`, async () => {
    const { client, asked } = odoo([fault(kind), fault(kind)]);
    const writer = await bulkTasks(client);
    deepStrictEqual(await writer.create(model, [{ name: "A" }]), [1]);
    await writer.saveMany(model, [row]);
    deepStrictEqual(asked.slice(making.length), ["run", "create", "run", "save"]);
  });
}

Deno.test("bulkTasks() repeats a lost change, never a lost creation", async () => {
  const lost = fault("unknown_outcome");
  const { client, asked } = odoo([lost, lost, lost]);
  const writer = await bulkTasks(client);
  await writer.saveMany(model, [row]);
  const withChild = { id: 5, values: { child_ids: [[0, 0, { name: "Child" }]] } };
  await rejects(writer.saveMany(model, [withChild]), lost);
  await rejects(writer.create(model, [{ name: "A" }]), lost);
  deepStrictEqual(asked.slice(making.length), ["run", "save", "run", "run"]);
});

Deno.test("bulkTasks() tells when what came back are no ids", async () => {
  const { client } = odoo([false]);
  const reported = (error: unknown) => error instanceof OdooFault && error.kind === "protocol";
  await rejects((await bulkTasks(client)).create(model, [{ name: "A" }]), reported);
});

Deno.test("bulkTasks() leaves an action alone that is as it should be", async () => {
  const first = odoo([]);
  await bulkTasks(first.client);
  const second = odoo([], first.made);
  await bulkTasks(second.client);
  deepStrictEqual(second.asked, ["look for its id", "look for it"]);
  strictEqual(String(first.made[0]!.code).includes("remove_to_compute"), true);
});
