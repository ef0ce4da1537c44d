import { recordApplied } from "../../database/plan.ts";
import type { Model } from "../../database/runs.ts";
import type { OdooFault } from "../../odoo/faults.ts";
import { createOnce } from "./create_once.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Outcome } from "./outcome.ts";
import { batchesOf, paced } from "./paced.ts";
import type { PlannedWrite } from "./planned_write.ts";
import { refusedField } from "./refused_field.ts";
import { sendOrSplit } from "./split.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";
import type { Run } from "../session/run.ts";

/** Creates records in batches side by side; each batch is recorded as soon as Odoo has it. */
export async function createRecords(
  run: Run,
  session: OdooSession,
  model: Model,
  writes: PlannedWrite[],
  outcome: Outcome,
): Promise<void> {
  const found = new Map<string, number>();
  const send = async (batch: PlannedWrite[], part: boolean) => {
    run.assertLease();
    const { client, writeContext, confirming } = session;
    const records = batch.map(({ ref, values }) => ({
      ref,
      values: { ...values, x_external_ref: ref },
    }));
    const writer = part ? client : await session.writer(model);
    const known = { ids: found, writer };
    const ids = await createOnce(client, model, records, writeContext, confirming, known);
    const created = batch.map((write, index) => ({ ...write, odooId: ids[index]! }));
    await recordApplied(run.deps.sql, run.id, model, created.map(applied));
    for (const write of created) {
      session.names.learnRef(model, write.odooId, write.ref);
      outcome.succeed(model, write.ref, write.odooId, "create");
    }
  };
  const refuse = (write: PlannedWrite, fault: OdooFault) =>
    outcome.fail(model, write.ref, fault.code, fault.reason, refusedField(write, fault.reason));
  const suspicion = new Suspicion<PlannedWrite>(({ values }) => traitsOf(values));
  const sending = { send, refuse, suspicion };
  const batches = batchesOf(session.pace, "create", writes)
    .map((rows) => ({ rows, send: (rows: PlannedWrite[]) => sendOrSplit(rows, sending) }));
  await paced(session.pace, "create", batches);
}

function applied(write: PlannedWrite & { odooId: number }) {
  return { external_ref: write.ref, odoo_id: write.odooId, sent: write.sent, created: true };
}
