import {
  advanceRun,
  endRun,
  extendSlice,
  failSlice,
  handOverRun,
  type RunRow,
} from "../../database/durable_runs.ts";
import type { Deps } from "../../deps.ts";
import type { ErrorCode } from "../../error_kinds.ts";
import { AppError } from "../../errors.ts";
import { type Budget, sliceBudget } from "../../budget.ts";
import { endingReason } from "../../ending.ts";
import { openOdoo } from "../session/odoo_session.ts";
import { live, type LivingRun, namingRun, recorded } from "./live_run.ts";
import { type Place, Steps } from "./steps.ts";
import {
  awaitSettled,
  GivenUp,
  isUnsettled,
  refuseGivenUp,
  type UnsettledCursor,
} from "./unsettled.ts";

/** How a slice ended: the run has ended, waits in a queue that is driven, or in one that is not. */
export type SliceEnd = "ended" | "queued" | "undriven";

/** Coming back later will not mend these; all others may be over by then. */
const lasting = new Set<ErrorCode>([
  ...["misconfigured", "odoo_auth_failed", "odoo_database_missing", "odoo_access_denied"] as const,
  ...["odoo_field_missing", "prune_refused", "plan_stale", "not_found"] as const,
]);

function isLasting(error: unknown): boolean {
  return error instanceof GivenUp || error instanceof AppError && lasting.has(error.code);
}

/**
 * Works a run that this process holds until it is done or the slice's budget is spent; then
 * hands it over. An error ends the run where its caller waits (`retry` false) or where waiting would
 * not help; else the queue brings the run back. `leftMs` is all that the caller waits. @throws {AppError} what ended the run; lease_lost
 */
export async function workSlice(
  deps: Deps,
  row: RunRow,
  options: { retry: boolean; leftMs?: number },
): Promise<SliceEnd> {
  const started = performance.now();
  const { leaseSeconds, sliceSeconds, sliceMb } = deps.config;
  const seconds = Math.min(sliceSeconds, (options.leftMs ?? Infinity) / 1000);
  const budget = sliceBudget({ sliceSeconds: seconds, sliceMb });
  const { id, slice, binding, scope } = row;
  const held = { id, slice };
  const run = live(
    deps,
    { id, binding, scope, rpcBefore: row.rpc_count ?? 0 },
    () => extendSlice(deps.sql, held, leaseSeconds),
  );
  let status = "handed over";
  let problem: unknown;
  try {
    const end = await work(run, row, budget);
    if (end === "spent") {
      const driven = await handOverRun(deps.sql, held, run.rpcCount(), leaseSeconds);
      return driven ? "queued" : "undriven";
    }
    status = await endRun(deps.sql, held, end, run.rpcCount());
    return "ended";
  } catch (error) {
    status = "failed";
    problem = recorded(error);
    const comesBack = options.retry && !isLasting(error);
    await noteFailure(run, held, error, comesBack);
    throw namingRun(error, id);
  } finally {
    run.stop();
    const ms = Math.round(performance.now() - started);
    const { phases } = run;
    const rpc = run.rpcCount() - (row.rpc_count ?? 0);
    const type = row.run_type;
    const mb = Math.round(budget.workMb() * 100) / 100;
    const did = { run_id: id, type, binding, slice, status, error: problem };
    deps.log("slice", { ...did, rpc, ms, mb, ending: endingReason(), phases });
  }
}

/** Goes step by step, with a checkpoint after each; while Odoo may be at a create, waiting is the only step. */
async function work(
  run: LivingRun,
  row: RunRow,
  budget: Budget,
): Promise<"done" | "cancelled" | "spent"> {
  let place: Place = row;
  let cancelled = row.cancel_requested_at !== null;
  let steps: Steps | undefined;
  while (true) {
    // Whoever comes after the run may look at Odoo at once, so it does not end before.
    if (cancelled && !isUnsettled(place.cursor)) return "cancelled";
    if (place !== row && budget.spent()) return "spent";
    const next = isUnsettled(place.cursor)
      ? await settle(run, place.cursor, budget)
      : await (steps ??= await begin(run, row, budget)).take(place);
    if (next === undefined) return "done";
    place = next;
    cancelled = await advanceRun(run.deps.sql, row, place.phase, place.cursor);
  }
}

/** Nobody may look at Odoo before what it was asked to create is there or never will be. */
async function settle(run: LivingRun, cursor: UnsettledCursor, budget: Budget): Promise<Place> {
  const over = await run.phase("settle", () => awaitSettled(run.deps, cursor, budget));
  if (over) refuseGivenUp(cursor);
  return { phase: "observe", cursor: over ? null : cursor };
}

async function begin(run: LivingRun, row: RunRow, budget: Budget): Promise<Steps> {
  const prepare = row.run_type === "seed";
  const { notify = false } = row.options;
  const session = await run.phase("connect", () => openOdoo(run, { prepare, notify, budget }));
  return new Steps(run, session, row, budget);
}

/** The error that caused it stays the one that is told. */
async function noteFailure(
  run: LivingRun,
  held: { id: string; slice: number },
  error: unknown,
  comesBack: boolean,
): Promise<void> {
  const outcome = { rpcCount: run.rpcCount(), comesBack };
  try {
    await failSlice(run.deps.sql, held, recorded(error), outcome);
  } catch (second) {
    if (!(second instanceof AppError && second.code === "lease_lost")) throw second;
  }
}
