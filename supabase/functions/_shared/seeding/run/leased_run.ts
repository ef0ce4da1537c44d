import type { RunType } from "../../database/runs.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import {
  live,
  type LivingRun,
  namingRun,
  type Recorded,
  recorded,
  type RunStart,
} from "./live_run.ts";

/** How a run is leased, and what becomes of it when its work fails. */
export interface Lease {
  /** @throws {AppError} lease_lost */
  extend(): Promise<void>;
  /** Records the error that ended the work, and gives the lease back. @throws {AppError} lease_lost */
  fail(run: LivingRun, reported: Recorded, error: unknown): Promise<void>;
  /** What else the log tells of how it went. */
  used?(): Record<string, unknown>;
}

/** What work came to that has recorded its end: `line` is for the log. */
export interface Worked<T> {
  value: T;
  line: { status: string; counts?: Record<string, number> | null };
}

/**
 * Works on a run that this process has leased: its lease is kept alive meanwhile, a failure is recorded, and how
 * it went is one line of the log, called `event`. @throws what `work` throws, naming the run
 */
export async function workLeased<T>(
  deps: Deps,
  { event, type, ...start }: RunStart & { event: "run" | "slice"; type: RunType },
  lease: Lease,
  work: (run: LivingRun) => Promise<Worked<T>>,
): Promise<T> {
  const started = performance.now();
  const run = live(deps, start, lease.extend);
  let came: Record<string, unknown> = {};
  try {
    const { value, line } = await work(run);
    came = line;
    return value;
  } catch (error) {
    came = { status: "failed", error: recorded(error) };
    await unlessLost(lease.fail(run, recorded(error), error));
    throw namingRun(error, run.id);
  } finally {
    run.stop();
    const ms = Math.round(performance.now() - started);
    const rpc = run.rpcCount() - start.rpcBefore;
    const { id: run_id, binding, phases } = run;
    deps.log(event, { run_id, type, binding, ...came, rpc, ms, ...lease.used?.(), phases });
  }
}

/** The error that caused it stays the one that is told. */
async function unlessLost(failing: Promise<void>): Promise<void> {
  try {
    await failing;
  } catch (second) {
    if (!(second instanceof AppError && second.code === "lease_lost")) throw second;
  }
}
