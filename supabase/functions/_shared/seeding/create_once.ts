import type { Model } from "../database/runs.ts";
import type { OdooClient } from "../odoo/client.ts";
import { OdooFault } from "../odoo/faults.ts";
import type { Context, Values } from "../odoo/types.ts";
import { readContext } from "./odoo_session.ts";

export interface NewRecord {
  ref: string;
  values: Values;
}

export interface Settling {
  /** How long after sending a call without an answer may still be committed. */
  settleMs: number;
  sleep(ms: number): Promise<void>;
  now(): number;
}

const tries = 3;
const lookEveryMs = 1000;

/**
 * Creates the records, each exactly once, and returns their ids in order. When an answer is lost the
 * refs are looked for until Odoo can no longer be working on the call; only what is then still
 * missing is sent again. `ids` takes what is known to be there, for a batch that is sent in parts.
 * @throws {OdooFault}
 */
export async function createOnce(
  client: OdooClient,
  model: Model,
  records: NewRecord[],
  context: Context,
  settling: Settling,
  ids = new Map<string, number>(),
): Promise<number[]> {
  for (let attempt = 1;; attempt++) {
    const missing = records.filter((record) => !ids.has(record.ref));
    if (missing.length === 0) break;
    const values = missing.map((record) => ({ ...record.values, x_external_ref: record.ref }));
    const sentAt = settling.now();
    try {
      const created = await client.create(model, values, context);
      missing.forEach((record, index) => ids.set(record.ref, created[index]!));
    } catch (error) {
      if (!(error instanceof OdooFault && error.kind === "unknown_outcome")) throw error;
      const refs = missing.map((record) => record.ref);
      for (const [ref, id] of await lookFor(client, model, refs, sentAt, settling)) {
        ids.set(ref, id);
      }
      if (attempt === tries && refs.some((ref) => !ids.has(ref))) throw error;
    }
  }
  return records.map((record) => ids.get(record.ref)!);
}

/** The ids of those records that are there once Odoo can no longer be working on the call. */
async function lookFor(
  client: OdooClient,
  model: Model,
  refs: string[],
  sentAt: number,
  settling: Settling,
): Promise<Map<string, number>> {
  while (true) {
    const found = await client.searchRead(model, {
      domain: [["x_external_ref", "in", refs]],
      fields: ["x_external_ref"],
      context: readContext,
    });
    const ids = new Map(found.map((row) => [String(row.x_external_ref), Number(row.id)]));
    if (ids.size === refs.length || settling.now() - sentAt > settling.settleMs) return ids;
    await settling.sleep(lookEveryMs);
  }
}
