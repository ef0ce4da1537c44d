import type { OdooClient } from "../../odoo/client.ts";
import { OdooFault } from "../../odoo/faults.ts";
import type { Context, Domain, Values } from "../../odoo/types.ts";
import { archivedToo } from "../../odoo/contexts.ts";
import type { Confirming } from "../session/confirming.ts";
import type { Writer } from "../session/writer.ts";

export interface NewRecord {
  ref: string;
  values: Values;
}

/** How records are told apart in Odoo: those that might be there are read, and each says its ref. */
export interface Identity {
  fields: string[];
  domain(records: NewRecord[]): Domain;
  refOf(row: Values): string;
}

export const byExternalRef: Identity = {
  fields: ["x_external_ref"],
  domain: (records) => [["x_external_ref", "in", records.map((record) => record.ref)]],
  refOf: (row) => String(row.x_external_ref),
};

const tries = 3;

/**
 * Creates the records, each exactly once, and returns their ids in order. When an answer is lost the
 * refs are looked for until Odoo can no longer be working on the call; only what is then still
 * missing is sent again. Where the slice has no time to see, the next one has to. `ids` takes what is known to be there, for a batch that is sent in parts;
 * `writer` creates, where the client does not.
 * @throws {OdooFault}
 * @throws {Unconfirmed}
 */
export async function createOnce(
  client: OdooClient,
  model: string,
  records: NewRecord[],
  context: Context,
  confirming: Confirming,
  { identity = byExternalRef, ids = new Map<string, number>(), writer = client as Writer } = {},
): Promise<number[]> {
  for (let attempt = 1;; attempt++) {
    const missing = records.filter((record) => !ids.has(record.ref));
    if (missing.length === 0) break;
    const values = missing.map((record) => record.values);
    const sentAt = confirming.now();
    try {
      const created = await writer.create(model, values, context);
      missing.forEach((record, index) => ids.set(record.ref, created[index]!));
    } catch (error) {
      if (!(error instanceof OdooFault && error.kind === "unknown_outcome")) throw error;
      const look = () => lookFor(client, model, missing, identity);
      for (const [ref, id] of await confirming.confirmed(sentAt, look)) ids.set(ref, id);
      if (attempt === tries && missing.some(({ ref }) => !ids.has(ref))) throw error;
    }
  }
  return records.map((record) => ids.get(record.ref)!);
}

/** The ids of those records that are there, and whether all are. */
async function lookFor(
  client: OdooClient,
  model: string,
  records: NewRecord[],
  { fields, domain, refOf }: Identity,
) {
  const rows = await client.searchRead(model, {
    domain: domain(records),
    fields,
    context: archivedToo,
  });
  const found = new Map(rows.map((row) => [refOf(row), Number(row.id)]));
  return { all: records.every(({ ref }) => found.has(ref)), found };
}
