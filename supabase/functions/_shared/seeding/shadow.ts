import type { RunRow } from "../database/durable_runs.ts";
import { runErrors } from "../database/run_actions.ts";
import type { RowFailure } from "../database/runs.ts";
import type { Deps } from "../deps.ts";
import { runDurably } from "./run/durable_run.ts";
import { rowsReported } from "./seed.ts";

export interface ShadowRequest {
  binding: string;
  /** Reads all of Odoo, however little seems to have changed. */
  full: boolean;
  /** Whether the drift is counted: at 100,000 tasks that takes longer than finding what changed. */
  drift: boolean;
  key?: string;
  wait: boolean;
}

export interface ShadowResult {
  run: RunRow;
  /** What could not be read. */
  failures: RowFailure[];
}

/**
 * Reads back what a binding's Odoo holds; the run then counts the records (`projects_synced`,
 * `tasks_synced`) and the unmuted drift by kind (`counts`). Writes nothing to Odoo.
 * @throws {AppError} as runDurably does
 */
export async function shadow(deps: Deps, request: ShadowRequest): Promise<ShadowResult> {
  const { binding, full, drift, key, wait } = request;
  const options = { ...(full && { full }), ...(!drift && { drift }) };
  const asked = { binding, type: "shadow", scope: {}, options, key } as const;
  const run = await runDurably(deps, asked, { wait });
  const failures = run.status === "partial"
    ? await runErrors(deps.sql, run.id, { after: 0, limit: rowsReported })
    : [];
  return { run, failures: failures.map(({ id: _, ...failure }) => failure) };
}
