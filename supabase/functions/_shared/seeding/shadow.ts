import type { RunRow } from "../database/durable_runs.ts";
import type { Deps } from "../deps.ts";
import { runDurably } from "./durable_run.ts";

export interface ShadowRequest {
  binding: string;
  /** Reads all of Odoo, however little seems to have changed. */
  full: boolean;
  /** Whether the drift is counted: at 100,000 tasks that takes longer than finding what changed. */
  drift: boolean;
  key?: string;
  wait: boolean;
}

/**
 * Reads back what a binding's Odoo holds; the run then counts the records (`projects_synced`,
 * `tasks_synced`) and the unmuted drift by kind (`counts`). Writes nothing to Odoo.
 * @throws {AppError} as runDurably does
 */
export function shadow(deps: Deps, request: ShadowRequest): Promise<RunRow> {
  const { binding, full, drift, key, wait } = request;
  const options = { ...(full && { full }), ...(!drift && { drift }) };
  return runDurably(deps, { binding, type: "shadow", scope: {}, options, key }, { wait });
}
