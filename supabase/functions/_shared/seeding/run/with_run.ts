import { AppError } from "../../errors.ts";
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
import { live, namingRun, recorded } from "./live_run.ts";

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
 * @throws {AppError} run_in_progress, binding_disabled, not_found, and what `work` throws
 */
export async function withRun<T>(
  deps: Deps,
  binding: string,
  type: RunType,
  scope: Scope,
  work: (run: Run) => Promise<Ended<T>>,
): Promise<T> {
  const started = performance.now();
  const { config, log } = deps;
  const id = await startRun(deps.sql, { binding, type, scope, leaseSeconds: config.leaseSeconds });
  const run = live(
    deps,
    { id, binding, scope, rpcBefore: 0 },
    () => extendLease(deps.sql, id, config.leaseSeconds),
  );
  const finish = async (end: Omit<RunEnd, "rpcCount">) => {
    await finishRun(deps.sql, id, { ...end, rpcCount: run.rpcCount() });
    const { status, counts, error } = end;
    const ms = Math.round(performance.now() - started);
    const { phases } = run;
    const rpc = run.rpcCount();
    log("run", { run_id: id, type, binding, status, counts, error, rpc, ms, phases });
  };
  try {
    const ended = await work(run);
    await recordErrors(deps.sql, id, ended.failures);
    await finish({ ...ended, status: ended.failures.length ? "partial" : "success", error: null });
    return ended.value;
  } catch (error) {
    const none = { projectsSynced: null, tasksSynced: null, counts: null };
    try {
      await finish({ ...none, status: "failed", error: recorded(error) });
    } catch (second) {
      if (!(second instanceof AppError && second.code === "lease_lost")) throw second;
    }
    throw namingRun(error, id);
  } finally {
    run.stop();
  }
}
