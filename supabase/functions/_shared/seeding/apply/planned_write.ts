import type { PlanRow } from "../../database/plan.ts";
import { RowError } from "../../odoo/directory.ts";
import type { Values } from "../../odoo/types.ts";
import type { Outcome, WriteAction } from "./outcome.ts";

/** A plan row in Odoo's words. */
export interface PlannedWrite {
  ref: string;
  /** Null for a record that is to be created. */
  odooId: number | null;
  action: WriteAction;
  values: Values;
  /** The same in the seed's words, to be remembered as last applied. */
  sent: Record<string, unknown>;
  /** What the seed calls each of the values, by Odoo's name of it. */
  seedNames: Record<string, string>;
}

/** Without these a record would be something else than the seed asks for. */
const essential = new Set(["name", "company", "project"]);

/**
 * Translates the changes of a plan row field by field: one that Odoo cannot take is reported and
 * left out, the rest goes through. Undefined when nothing sensible is left.
 */
export function plannedWrite(
  row: PlanRow,
  action: WriteAction,
  outcome: Outcome,
  toValues: (changes: Record<string, unknown>) => Values,
): PlannedWrite | undefined {
  const seedNames: Record<string, string> = {};
  const { external_ref: ref, odoo_id: odooId } = row;
  const write = { ref, odooId, action, values: {}, sent: {}, seedNames };
  for (const [field, { to }] of Object.entries(row.changes)) {
    try {
      const values = toValues({ [field]: to });
      for (const name of Object.keys(values)) seedNames[name] = field;
      Object.assign(write.values, values);
      Object.assign(write.sent, { [field]: to });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      outcome.fail(row.model, row.external_ref, "unwritable", error.message, field);
      if (essential.has(field)) return undefined;
    }
  }
  return Object.keys(write.values).length > 0 ? write : undefined;
}
