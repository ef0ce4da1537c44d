import { type RunOptions, type RunRow } from "../database/durable_runs.ts";
import {
  type DoneRow,
  type Progress,
  runErrors,
  runPlan,
  runProgress,
  runResults,
  runWarnings,
} from "../database/run_actions.ts";
import type { PlanRow } from "../database/plan.ts";
import type { RowFailure, Scope } from "../database/runs.ts";
import type { Deps } from "../deps.ts";
import { runDurably } from "./run/durable_run.ts";

export interface SeedRequest {
  binding: string;
  scope: Scope;
  dryRun: boolean;
  options: RunOptions;
  /** The caller's Idempotency-Key. */
  key?: string;
  /** Whether the caller waits for the end, as long as one slice may take. */
  wait: boolean;
}

export interface SeedResult {
  run: RunRow;
  /** What was written. */
  results: DoneRow[];
  /** The plan itself, of a dry run. */
  plan: PlanRow[];
  failures: RowFailure[];
  /** What people should know of rows that went through. */
  warnings: RowFailure[];
  /** How far the plan is carried out, by action. */
  progress: Progress;
}

/** An answer tells so many rows of each kind; the rest is read from the run. */
export const rowsReported = 1000;

/**
 * Makes Odoo hold what the seeds of a binding say: observe, plan, apply, read back, compare again.
 * A dry run stops at the plan. @throws {AppError} as runDurably does
 */
export async function seed(deps: Deps, request: SeedRequest): Promise<SeedResult> {
  const { binding, scope, options, key, dryRun, wait } = request;
  const type = dryRun ? "plan" : "seed";
  const run = await runDurably(deps, { binding, type, scope, options, key }, { wait });
  return await reportOf(deps, run);
}

/** What there is to tell of a run; of one that still works, how it stands. */
async function reportOf({ sql }: Deps, run: RunRow): Promise<SeedResult> {
  const [results, plan, failures, warnings, progress] = await Promise.all([
    runResults(sql, run.id, rowsReported),
    run.run_type === "plan" ? runPlan(sql, run.id, rowsReported) : [],
    runErrors(sql, run.id, { after: 0, limit: rowsReported }),
    runWarnings(sql, run.id, rowsReported),
    runProgress(sql, run.id),
  ]);
  const reported = failures.map(({ id: _, ...failure }) => failure);
  return { run, results, plan, failures: reported, warnings, progress };
}
