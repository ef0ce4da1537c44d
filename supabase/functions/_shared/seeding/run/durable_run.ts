import { type ErrorCode, errorKinds } from "../../error_kinds.ts";
import { AppError } from "../../errors.ts";
import {
  claimRun,
  openRun,
  readRun,
  type RunRequest,
  type RunRow,
} from "../../database/durable_runs.ts";
import type { Deps } from "../../deps.ts";
import { endingReason } from "../../ending.ts";
import { workSlice } from "./slice.ts";

const pollMs = 200;

/**
 * Starts a run and works on it for as long as one slice may take; what is left then goes on through
 * the queue. With `wait`, returns the run when it has ended, or still running when that time is up.
 * @throws {AppError} as openRun does, and what ended the run
 */
export async function runDurably(
  deps: Deps,
  request: RunRequest,
  { wait }: { wait: boolean },
): Promise<RunRow> {
  const { leaseSeconds, sliceSeconds } = deps.config;
  const deadline = performance.now() + sliceSeconds * 1000;
  const waiting = () => ({ retry: false, leftMs: deadline - performance.now() });
  const { id, started } = await openRun(deps.sql, request, { start: wait, leaseSeconds });
  if (!wait) return reported(await runOf(deps, id));
  let row = await runOf(deps, id);
  let end = started ? await workSlice(deps, row, waiting()) : "queued";
  while (end === "undriven" && performance.now() < deadline && !endingReason()) {
    row = await claimRun(deps.sql, id, leaseSeconds);
    end = await workSlice(deps, row, waiting());
  }
  return await ended(deps, id, deadline);
}

/** The run once it has ended, or as it is at the deadline, or when the platform ends this process. @throws {AppError} what ended it */
async function ended(deps: Deps, id: string, deadline: number): Promise<RunRow> {
  let row = await runOf(deps, id);
  while (row.status === "running" && performance.now() < deadline && !endingReason()) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    row = await runOf(deps, id);
  }
  return reported(row);
}

/** Works the next slice of a run that waits in the queue. @throws {AppError} run_in_progress, not_found, and what ended the slice */
export async function workNextSlice(deps: Deps, id: string): Promise<void> {
  const row = await claimRun(deps.sql, id, deps.config.leaseSeconds);
  await workSlice(deps, row, { retry: true });
}

/** @throws {AppError} not_found */
export async function runOf(deps: Deps, id: string): Promise<RunRow> {
  const row = await readRun(deps.sql, id);
  if (!row) throw new AppError("not_found", `Cannot find run ${id}: there is none.`);
  return row;
}

/** A run that did not come to its end is told as the error that ended it. */
function reported(row: RunRow): RunRow {
  const { id, status, error } = row;
  const extra = { run_id: id };
  if (status === "cancelled") {
    throw new AppError("run_cancelled", `Run ${id} was cancelled.`, { extra });
  }
  if (status === "abandoned") {
    throw new AppError("lease_lost", `Cannot finish run ${id}: its lease ran out.`, { extra });
  }
  if (status !== "failed") return row;
  const code = error && error.code in errorKinds ? error.code as ErrorCode : "internal";
  const { detail = "Cannot finish the run.", suggestion } = error ?? {};
  throw new AppError(code, detail, { suggestion, extra });
}
