import {
  advanceRun,
  endRun,
  extendSlice,
  failSlice,
  handOverRun,
  type RunRow,
} from "../../database/durable_runs.ts";
import { type Deps, traced } from "../../deps.ts";
import { type Budget, sliceBudget } from "../../budget.ts";
import { endingReason } from "../../ending.ts";
import { openOdoo } from "../session/odoo_session.ts";
import { type Lease, workLeased } from "./leased_run.ts";
import type { LivingRun } from "./live_run.ts";
import { Phases, type Place } from "./phases.ts";
import {
  awaitConfirmed,
  GivenUp,
  isUnconfirmed,
  refuseGivenUp,
  type UnconfirmedCursor,
} from "./unconfirmed.ts";

/** How a slice ended: the run has ended, waits in a queue that is driven, or in one that is not. */
export type SliceEnd = "ended" | "queued" | "undriven";

/**
 * Works a run that this process has leased until it is done or the slice's budget is spent; then
 * hands it over. An error ends the run where its caller waits (`retry` false); else SQL
 * decides whether it comes back. `leftMs` is all that the caller waits. @throws {AppError} what ended the run; lease_lost
 */
export async function workSlice(
  given: Deps,
  row: RunRow,
  options: { retry: boolean; leftMs?: number },
): Promise<SliceEnd> {
  const deps = traced(given, row.request_id);
  const { leaseSeconds, sliceSeconds, sliceMb } = deps.config;
  const seconds = Math.min(sliceSeconds, (options.leftMs ?? Infinity) / 1000);
  const budget = sliceBudget({ sliceSeconds: seconds, sliceMb });
  const { id, slice, binding, scope, run_type: type } = row;
  const leased = { id, slice };
  const lease: Lease = {
    extend: () => extendSlice(deps.sql, leased, leaseSeconds),
    fail: async (run, reported, error) => {
      const comesBack = options.retry && !(error instanceof GivenUp);
      await failSlice(deps.sql, leased, { ...reported }, { rpcCount: run.rpcCount(), comesBack });
    },
    used: () => ({ slice, mb: Number(budget.workMb().toFixed(2)), ending: endingReason() }),
  };
  const rpcBefore = row.rpc_count ?? 0;
  const start = { event: "slice", id, type, binding, scope, rpcBefore } as const;
  return await workLeased(deps, start, lease, async (run) => {
    const end = await work(run, row, budget);
    if (end !== "spent") {
      const status = await endRun(deps.sql, leased, end, run.rpcCount());
      return { value: "ended", line: { status } };
    }
    const driven = await handOverRun(deps.sql, leased, run.rpcCount(), leaseSeconds);
    return { value: driven ? "queued" : "undriven", line: { status: "handed over" } };
  });
}

/** Goes from checkpoint to checkpoint; while Odoo may be at a create, it only waits. */
async function work(
  run: LivingRun,
  row: RunRow,
  budget: Budget,
): Promise<"done" | "cancelled" | "spent"> {
  let place: Place = row;
  let cancelled = row.cancel_requested_at !== null;
  let held = false;
  let phases: Phases | undefined;
  while (true) {
    // Whoever comes after the run may look at Odoo at once, so it does not end before.
    if (cancelled && !isUnconfirmed(place.cursor)) return "cancelled";
    if (place !== row && (held || budget.spent())) return "spent";
    const next = isUnconfirmed(place.cursor)
      ? await confirm(run, place.cursor, budget)
      : await (phases ??= await begin(run, row, budget)).advance(place);
    if (next === undefined) return "done";
    place = next;
    ({ cancelled, held } = await advanceRun(run.deps.sql, row, place.phase, place.cursor));
  }
}

/** Nobody may look at Odoo before what it was asked to create is there or never will be. */
async function confirm(run: LivingRun, cursor: UnconfirmedCursor, budget: Budget): Promise<Place> {
  const over = await run.phase("confirm", () => awaitConfirmed(run.deps, cursor, budget));
  if (over) refuseGivenUp(cursor);
  return { phase: "observe", cursor: over ? null : cursor };
}

async function begin(run: LivingRun, row: RunRow, budget: Budget): Promise<Phases> {
  const prepare = row.run_type === "seed";
  const { notify = false } = row.options;
  const session = await run.phase("connect", () => openOdoo(run, { prepare, notify, budget }));
  return new Phases(run, session, row, budget);
}
