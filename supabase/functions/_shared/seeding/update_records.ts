import { recordApplied } from "../database/plan.ts";
import type { Model } from "../database/runs.ts";
import type { OdooFault } from "../odoo/faults.ts";
import { chunksOf, evenRows } from "./chunks.ts";
import { inFlight } from "../in_flight.ts";
import type { OdooSession } from "./odoo_session.ts";
import type { Outcome } from "./outcome.ts";
import type { PlannedWrite } from "./planned_write.ts";
import { sendOrSplit } from "./split.ts";
import { groupUpdates, type Update } from "./update_groups.ts";
import type { Run } from "./run.ts";

interface Batch {
  rows: Update[];
  send(rows: Update[]): Promise<void>;
}

/**
 * Writes changed fields only: first what many records share, then what is each one's own. The two
 * follow each other so that no record is in two calls at once.
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
  const { shared, distinct } = groupUpdates(updates);
  const unfinished = new Set(distinct.map((update) => update.ref));
  const refused = new Set<string>();
  const { client, writeContext } = session;

  const sharedBatches = shared.flatMap(({ values, rows }) =>
    evenChunks(rows).map((chunk): Batch => ({
      rows: chunk,
      send: (part) => client.write(model, part.map((row) => row.id), values, writeContext),
    }))
  );
  await sendAll(sharedBatches, (rows) => rows.filter((row) => !unfinished.has(row.ref)));

  const own = distinct.filter((update) => !refused.has(update.ref));
  const distinctBatches = evenChunks(own).map((chunk): Batch => ({
    rows: chunk,
    send: (part) => client.saveMany(model, part, writeContext),
  }));
  await sendAll(distinctBatches, (rows) => rows);

  async function sendAll(batches: Batch[], finished: (rows: Update[]) => Update[]): Promise<void> {
    await inFlight(
      batches,
      run.deps.config.callsInFlight,
      (batch) =>
        sendOrSplit(batch.rows, async (rows) => {
          run.assertLease();
          await batch.send(rows);
          await record(finished(rows));
        }, refuse),
    );
  }

  function evenChunks(rows: Update[]): Update[][] {
    const { batchRows, callsInFlight } = run.deps.config;
    return chunksOf(rows, evenRows(rows.length, batchRows, callsInFlight));
  }

  function refuse(row: Update, fault: OdooFault): void {
    refused.add(row.ref);
    outcome.fail(model, row.ref, fault.code, fault.reason);
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
