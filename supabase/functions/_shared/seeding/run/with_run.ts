import type { Deps } from "../../deps.ts";
import {
  extendLease,
  finishRun,
  recordErrors,
  type RowFailure,
  type RunEnd,
  type RunType,
  type Scope,
  startRun,
} from "../../database/runs.ts";
import type { Run } from "../session/run.ts";
import { type Lease, workLeased } from "./leased_run.ts";

/** What the work inside a run comes back with. */
export interface Ended<T> {
  value: T;
  failures: RowFailure[];
  projectsSynced: number | null;
  tasksSynced: number | null;
  counts: Record<string, number> | null;
}

/**
 * A run in one go: takes the lease, keeps it alive while `work` runs, and records how it ended; a
 * run that throws ends as failed.
 * @param started a run that has the lease already, because somebody has started it as themselves
 * @throws {AppError} run_in_progress, binding_disabled, not_found, and what `work` throws
 */
export async function withRun<T>(
  deps: Deps,
  binding: string,
  type: RunType,
  scope: Scope,
  work: (run: Run) => Promise<Ended<T>>,
  started?: string,
): Promise<T> {
  const { leaseSeconds } = deps.config;
  const id = started ?? await startRun(deps.sql, { binding, type, scope, leaseSeconds });
  const finish = (run: Run, end: Omit<RunEnd, "rpcCount">) =>
    finishRun(deps.sql, id, { ...end, rpcCount: run.rpcCount() });
  const lease: Lease = {
    extend: () => extendLease(deps.sql, id, leaseSeconds),
    fail: (run, reported) => finish(run, { ...nothing, status: "failed", error: { ...reported } }),
  };
  const start = { event: "run", id, type, binding, scope, rpcBefore: 0 } as const;
  return await workLeased(deps, start, lease, async (run) => {
    const { value, failures, ...came } = await work(run);
    const status = failures.length > 0 ? "partial" : "success";
    await recordErrors(deps.sql, id, failures);
    await finish(run, { ...came, status, error: null });
    return { value, line: { status, counts: came.counts } };
  });
}

const nothing = { projectsSynced: null, tasksSynced: null, counts: null };
