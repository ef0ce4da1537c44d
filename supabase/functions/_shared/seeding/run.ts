import { knownIfLost } from "../database/lost_connection.ts";
import type { Scope } from "../database/runs.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";

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

export interface LivingRun extends Run {
  /** Milliseconds by phase. */
  phases: Record<string, number>;
  stop(): void;
}

/**
 * Keeps a run's lease alive by calling `beat` until it is stopped. A process that was paused for
 * longer than the lease knows that it has lost it before it sends anything else.
 */
export function live(
  deps: Deps,
  run: { id: string; binding: string; scope: Scope; rpcBefore: number },
  beat: () => Promise<void>,
): LivingRun {
  const heart = heartbeat(deps, run.id, beat);
  const phases: Record<string, number> = {};
  let client: { callCount: number } | undefined;
  return {
    ...run,
    deps,
    phases,
    stop: heart.stop,
    assertLease: heart.assertAlive,
    rpcCount: () => run.rpcBefore + (client?.callCount ?? 0),
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

function heartbeat({ config, log }: Deps, runId: string, beat: () => Promise<void>) {
  let lost: AppError | undefined;
  let heldSince = performance.now();
  const timer = setInterval(async () => {
    const asked = performance.now();
    try {
      await beat();
      heldSince = asked;
    } catch (error) {
      if (error instanceof AppError) lost = error;
      else log("heartbeat_failed", { run_id: runId, message: String(error) });
    }
  }, config.leaseSeconds * 1000 / 3);
  return {
    stop: () => clearInterval(timer),
    assertAlive: () => {
      if (lost) throw lost;
      if (performance.now() - heldSince > config.leaseSeconds * 1000) {
        throw new AppError("lease_lost", `Cannot go on with run ${runId}: its lease has run out.`);
      }
    },
  };
}

/** What is recorded of an error that ended a run. */
export function recorded(error: unknown): { code: string; detail: string; suggestion: string } {
  const told = knownIfLost(error);
  const known = told instanceof AppError
    ? told
    : new AppError("internal", "Cannot finish the run: something unexpected went wrong.");
  const { code, detail, suggestion } = known;
  return { code, detail, suggestion };
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
