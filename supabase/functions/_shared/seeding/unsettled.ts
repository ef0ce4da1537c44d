import type { Budget } from "../budget.ts";
import type { RunRow } from "../database/durable_runs.ts";
import type { Deps } from "../deps.ts";
import type { OdooSession } from "./odoo_session.ts";
import type { Run } from "./run.ts";

/** Where a run goes on that does not know what became of a create: plain JSON. */
export interface UnsettledCursor {
  /** From then on Odoo can no longer be at it. */
  settled_at: string;
}

export function isUnsettled(cursor: unknown): cursor is UnsettledCursor {
  return typeof cursor === "object" && cursor !== null && "settled_at" in cursor;
}

/** So many slices in a row may end without knowing; another such one fails. */
const mostAttempts = 4;

/**
 * Where a run goes on after an error, as long as Odoo may still be at a create: it waits for the rest
 * and observes again. @throws the error itself when all is settled, or when that came about too often
 */
export async function unsettledAfter(
  error: unknown,
  { deps }: Run,
  { settling }: OdooSession,
  { attempts }: RunRow,
) {
  const restMs = settling.restMs();
  if (restMs > 0 && attempts < mostAttempts) {
    const settled_at = new Date(deps.now().getTime() + restMs).toISOString();
    return { phase: "observe" as const, cursor: { settled_at } };
  }
  // Whoever comes next may look at Odoo at once.
  if (restMs > 0) await settling.sleep(restMs);
  throw error;
}

const lookEveryMs = 500;

/** Waits until then, or until the budget is spent; returns whether it is over. */
export async function awaitSettled(
  deps: Deps,
  { settled_at }: UnsettledCursor,
  budget: Budget,
  sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
): Promise<boolean> {
  while (true) {
    const restMs = Date.parse(settled_at) - deps.now().getTime();
    if (restMs <= 0) return true;
    if (budget.spent()) return false;
    await sleep(Math.min(restMs, lookEveryMs));
  }
}
