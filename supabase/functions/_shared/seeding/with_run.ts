import { AppError } from "../errors.ts";
import type { Deps } from "../deps.ts";
import {
  extendLease,
  finishRun,
  recordErrors,
  type RunEnd,
  type RunType,
  type Scope,
  startRun,
} from "../database/runs.ts";
import type { RowFailure } from "../database/runs.ts";

/** A run that holds its binding's lease. */
export interface Run {
  id: string;
  binding: string;
  scope: Scope;
  deps: Deps;
  /** Requests sent to Odoo so far. */
  rpcCount(): number;
  /** Tells the run whose requests to count. */
  countRpc(client: { callCount: number }): void;
  /** Does a part of the work and adds its time to the run's log line. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Throws once the lease is lost: whoever took it over must not be disturbed. */
  assertLease(): void;
}

/** What the work inside a run comes back with. */
export interface Ended<T> {
  value: T;
  failures: RowFailure[];
  projectsSynced: number | null;
  tasksSynced: number | null;
  counts: Record<string, number> | null;
}

/**
 * Takes the lease, keeps it alive while `work` runs, and records how it ended; a run that throws
 * ends as failed. @throws {AppError} run_in_progress, binding_disabled, not_found, and what `work` throws
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
  const heart = heartbeat(deps, id);
  let client: { callCount: number } | undefined;
  const phases: Record<string, number> = {};
  const run: Run = {
    id,
    binding,
    scope,
    deps,
    rpcCount: () => client?.callCount ?? 0,
    countRpc: (counted) => client = counted,
    phase: async (name, work) => {
      const begun = performance.now();
      try {
        return await work();
      } finally {
        phases[name] = Math.round((phases[name] ?? 0) + performance.now() - begun);
      }
    },
    assertLease: heart.assertAlive,
  };
  const finish = async (end: Omit<RunEnd, "rpcCount">) => {
    await finishRun(deps.sql, id, { ...end, rpcCount: run.rpcCount() });
    const ms = Math.round(performance.now() - started);
    const { status, counts, error } = end;
    log("run", {
      run_id: id,
      type,
      binding,
      status,
      counts,
      error,
      rpc: run.rpcCount(),
      ms,
      phases,
    });
  };
  try {
    const ended = await work(run);
    await recordErrors(deps.sql, id, ended.failures);
    await finish({ ...ended, status: ended.failures.length ? "partial" : "success", error: null });
    return ended.value;
  } catch (error) {
    throw await failed(error, id, finish);
  } finally {
    heart.stop();
  }
}

/** Records the failure; the error that caused it stays the one that is told. */
async function failed(
  error: unknown,
  runId: string,
  finish: (end: Omit<RunEnd, "rpcCount">) => Promise<void>,
): Promise<unknown> {
  const { code, detail, suggestion } = error instanceof AppError
    ? error
    : new AppError("internal", "Cannot finish the run: something unexpected went wrong.");
  const none = { projectsSynced: null, tasksSynced: null, counts: null };
  try {
    await finish({ ...none, status: "failed", error: { code, detail, suggestion } });
  } catch (second) {
    if (!(second instanceof AppError && second.code === "lease_lost")) return second;
  }
  if (!(error instanceof AppError)) return error;
  return new AppError(error.code, detail, {
    suggestion,
    cause: error,
    extra: { ...error.extra, run_id: error.extra?.run_id ?? runId },
  });
}

function heartbeat(deps: Deps, runId: string) {
  let lost: AppError | undefined;
  const timer = setInterval(async () => {
    try {
      await extendLease(deps.sql, runId, deps.config.leaseSeconds);
    } catch (error) {
      if (error instanceof AppError) lost = error;
      else deps.log("heartbeat_failed", { run_id: runId, message: String(error) });
    }
  }, deps.config.leaseSeconds * 1000 / 3);
  return {
    stop: () => clearInterval(timer),
    assertAlive: () => {
      if (lost) throw lost;
    },
  };
}
