import type { Model } from "../../database/runs.ts";
import type { Values } from "../../odoo/types.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Outcome } from "../apply/outcome.ts";
import { updateRecords } from "../apply/update_records.ts";
import type { Run } from "../session/run.ts";

/** A ref and the record in Odoo that is to carry it. */
export interface Naming {
  ref: string;
  odooId: number;
}

/**
 * Gives records that people made their refs, in batches; one that Odoo refuses is noted in `outcome`.
 * They are recorded as applied with nothing sent: a run found them and did not create them.
 */
export async function nameRecords(
  run: Run,
  session: OdooSession,
  model: Model,
  namings: Naming[],
  outcome: Outcome,
  more: Values = {},
): Promise<void> {
  const writes = namings.map(({ ref, odooId }) => ({
    ref,
    odooId,
    action: "update" as const,
    values: { x_external_ref: ref, ...more },
    sent: {},
    seedNames: {},
  }));
  await updateRecords(run, session, model, writes, outcome);
}
