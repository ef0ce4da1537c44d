import { recordApplied } from "../../database/plan.ts";
import type { Model } from "../../database/runs.ts";
import type { OdooFault } from "../../odoo/faults.ts";
import type { Values } from "../../odoo/types.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Outcome } from "./outcome.ts";
import { batchesOf, paced } from "./paced.ts";
import type { PlannedWrite } from "./planned_write.ts";
import { refusedField, withoutField } from "./refused_field.ts";
import { sendOrSplit } from "./split.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";
import { groupUpdates, type Update } from "../session/update_groups.ts";
import type { Run } from "../session/run.ts";

/**
 * Writes changed fields only: first what many records share, then what is each one's own. The two
 * follow each other so that no record is in two calls at once. Of a row that Odoo refuses for a field that it
 * names, the others are written.
 */
export async function updateRecords(
  run: Run,
  session: OdooSession,
  model: Model,
  writes: PlannedWrite[],
  outcome: Outcome,
): Promise<void> {
  const byRef = new Map(writes.map((write) => [write.ref, write]));
  const updates = writes.map(({ odooId, ref, values }) => ({ id: odooId!, ref, values }));
  const writer = await session.writer(model);
  const { shared, distinct } = writer.groupsItself
    ? { shared: [], distinct: updates }
    : groupUpdates(updates);
  const unfinished = new Set(distinct.map((update) => update.ref));
  const refused = new Set<string>();
  /** Refused rows less the field that Odoo named: fewer fields each time, until none is left. */
  const others: PlannedWrite[] = [];
  const { client, writeContext, pace } = session;

  await paced(pace, "shared", sharedBatches());
  await paced(pace, "distinct", distinctBatches());
  if (others.length > 0) await updateRecords(run, session, model, others, outcome);

  function* sharedBatches() {
    const save = (values: Values) =>
      sender(
        (rows) => client.write(model, rows.map((row) => row.id), values, writeContext),
        (rows) => rows.filter((row) => !unfinished.has(row.ref)),
      );
    for (const group of shared) {
      for (const rows of batchesOf(pace, "shared", group.rows)) {
        yield { rows, send: save(group.values) };
      }
    }
  }

  function* distinctBatches() {
    const own = distinct.filter((update) => !refused.has(update.ref));
    const save = (rows: Update[], part: boolean) =>
      (part ? client : writer).saveMany(model, rows, writeContext);
    const send = sender(save, (rows) => rows);
    for (const rows of batchesOf(pace, "distinct", own)) yield { rows, send };
  }

  function sender(
    write: (rows: Update[], part: boolean) => Promise<void>,
    finished: (rows: Update[]) => Update[],
  ): (rows: Update[]) => Promise<void> {
    const send = async (rows: Update[], part: boolean) => {
      run.assertLease();
      await write(rows, part);
      await record(finished(rows));
    };
    const sending = { send, refuse, suspicion: new Suspicion(movableTraits) };
    return (rows) => sendOrSplit(rows, sending);
  }

  function refuse(row: Update, fault: OdooFault): void {
    refused.add(row.ref);
    const write = byRef.get(row.ref)!;
    const field = refusedField(write, fault.reason);
    outcome.fail(model, row.ref, fault.code, fault.reason, field);
    const rest = field === null ? undefined : withoutField(write, field);
    if (rest) others.push(rest);
  }

  async function record(rows: Update[]): Promise<void> {
    if (rows.length === 0) return;
    const done = rows.map((row) => byRef.get(row.ref)!);
    await recordApplied(
      run.deps.sql,
      run.id,
      model,
      done.map((write) => ({
        external_ref: write.ref,
        odoo_id: write.odooId!,
        sent: write.sent,
        created: false,
      })),
    );
    for (const write of done) outcome.succeed(model, write.ref, write.odooId!, write.action);
  }
}

/** One that changes what hangs on what keeps its place: another row may be right only after it. */
function movableTraits({ values }: Update): string[] {
  return "parent_id" in values || "depend_on_ids" in values ? [] : traitsOf(values);
}
