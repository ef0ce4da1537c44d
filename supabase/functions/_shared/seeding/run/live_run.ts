import { knownIfLost } from "../../database/lost_connection.ts";
import type { Scope } from "../../database/runs.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { heartbeat } from "../../heartbeat.ts";
import type { Run } from "../session/run.ts";

/** A run whose lease this process has just got. */
export interface RunStart {
  id: string;
  binding: string;
  scope: Scope;
  /** Requests that were sent to Odoo before. */
  rpcBefore: number;
}

export interface LivingRun extends Run {
  /** Milliseconds by phase. */
  phases: Record<string, number>;
  stop(): void;
}

/** A run whose lease is kept alive by calling `beat` until it is stopped. */
export function live(
  deps: Deps,
  { rpcBefore, ...run }: RunStart,
  beat: () => Promise<void>,
): LivingRun {
  const { config: { leaseSeconds }, log } = deps;
  const heart = heartbeat(beat, { leaseSeconds, log, what: `run ${run.id}` });
  const phases: Record<string, number> = {};
  let client: { callCount: number } | undefined;
  return {
    ...run,
    deps,
    phases,
    stop: heart[Symbol.dispose],
    assertLease: heart.assertLease,
    rpcCount: () => rpcBefore + (client?.callCount ?? 0),
    countRpc: (counted) => client = counted,
    phase: async (name, work) => {
      const begun = performance.now();
      try {
        return await work();
      } finally {
        phases[name] = Math.round((phases[name] ?? 0) + performance.now() - begun);
      }
    },
  };
}

/** What is recorded of an error that ended a run. */
export interface Recorded {
  code: string;
  detail: string;
  suggestion: string;
  /** Of a stale plan: what has changed since. */
  changes?: unknown;
}

export function recorded(error: unknown): Recorded {
  const reported = knownIfLost(error);
  const known = reported instanceof AppError
    ? reported
    : new AppError("internal", "Cannot finish the run: something unexpected went wrong.");
  const { code, detail, suggestion, extra } = known;
  return {
    code,
    detail,
    suggestion,
    ...extra?.changes !== undefined && { changes: extra.changes },
  };
}

/** The error with the run that it ended. */
export function namingRun(error: unknown, runId: string): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError(error.code, error.detail, {
    suggestion: error.suggestion,
    cause: error,
    extra: { ...error.extra, run_id: error.extra?.run_id ?? runId },
  });
}
