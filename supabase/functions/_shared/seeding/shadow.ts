import type { RunRow } from "../database/durable_runs.ts";
import type { Deps } from "../deps.ts";
import { runDurably } from "./durable_run.ts";

export interface ShadowRequest {
  binding: string;
  /** Reads all of Odoo, however little seems to have changed. */
  full: boolean;
  key?: string;
  wait: boolean;
}

/**
 * Reads back what a binding's Odoo holds; the run then counts the records (`projects_synced`,
 * `tasks_synced`) and the unmuted drift by kind (`counts`). Writes nothing to Odoo.
 * @throws {AppError} as runDurably does
 */
export function shadow(deps: Deps, { binding, full, key, wait }: ShadowRequest): Promise<RunRow> {
  const options = full ? { full } : {};
  return runDurably(deps, { binding, type: "shadow", scope: {}, options, key }, { wait });
}
