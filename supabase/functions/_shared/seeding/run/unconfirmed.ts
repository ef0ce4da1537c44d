import type { Budget } from "../../budget.ts";
import type { RunRow } from "../../database/durable_runs.ts";
import type { Deps } from "../../deps.ts";
import { type ErrorCode, errorKinds } from "../../error_kinds.ts";
import { AppError } from "../../errors.ts";
import { OutOfTime } from "../../odoo/attempts.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { Run } from "../session/run.ts";
import { recorded } from "./live_run.ts";

/** Where a run goes on that was cut off between two checkpoints, or does not know what became of a create: plain JSON. */
export interface UnconfirmedCursor {
  /** From then on Odoo can no longer be at it. */
  unconfirmed_until: string;
  /** What ends the run then. */
  gives_up?: ReturnType<typeof recorded>;
}

export function isUnconfirmed(cursor: unknown): cursor is UnconfirmedCursor {
  return typeof cursor === "object" && cursor !== null && "unconfirmed_until" in cursor;
}

/** So many slices in a row may end that way; another such one fails. */
const mostAttempts = 4;

/**
 * Where a run goes on after an error, when its slice had no time left or as long as Odoo may still be at
 * a create: it waits for the rest and observes again, or, where that came about too often, ends as it
 * would have. @throws the error itself when all is confirmed
 */
export function unconfirmedAfter(
  error: unknown,
  { deps }: Run,
  { confirming }: OdooSession,
  { attempts }: RunRow,
) {
  const restMs = confirming.restMs();
  const isLast = attempts >= mostAttempts;
  if (restMs === 0 && (isLast || !(error instanceof OutOfTime))) throw error;
  const unconfirmed_until = new Date(deps.now().getTime() + restMs).toISOString();
  // Whoever comes after the run may look at Odoo at once, so it does not end before.
  const cursor = isLast ? { unconfirmed_until, gives_up: recorded(error) } : { unconfirmed_until };
  return { phase: "observe" as const, cursor };
}

/** What a run has given up for: no further slice is to try. */
export class GivenUp extends AppError {
  override readonly name = "GivenUp";
}

/** @throws {GivenUp} what ends a run that has given up */
export function refuseGivenUp({ gives_up }: UnconfirmedCursor): void {
  if (!gives_up) return;
  const { code, detail, suggestion } = gives_up;
  throw new GivenUp(code in errorKinds ? code as ErrorCode : "internal", detail, { suggestion });
}

const lookEveryMs = 500;

/** Waits until then, or until the budget is spent; returns whether it is over. */
export async function awaitConfirmed(
  deps: Deps,
  { unconfirmed_until }: UnconfirmedCursor,
  budget: Budget,
  sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Promise<boolean> {
  while (true) {
    const restMs = Date.parse(unconfirmed_until) - deps.now().getTime();
    if (restMs <= 0) return true;
    if (budget.spent()) return false;
    await sleep(Math.min(restMs, lookEveryMs));
  }
}
