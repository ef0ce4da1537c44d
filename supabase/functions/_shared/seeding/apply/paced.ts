import { inFlight } from "../../in_flight.ts";
import { chunksWithin } from "../../chunks.ts";
import type { CallKind, Pace } from "../session/pace.ts";

/** Reverse proxies cut bodies at 1 MB unless told otherwise. */
const batchBytes = 750_000;
/** Smaller batches cost more a row: 50 run 322/s where 100 run 360/s and 500 run 430/s. */
const worthACall = 100;

/** Cuts rows into batches of the size that Odoo's answers so far suggest, few enough for all calls to have one. */
export function batchesOf<T>(pace: Pace, kind: CallKind, rows: T[]): Generator<T[]> {
  const share = Math.max(worthACall, Math.ceil(rows.length / pace.inFlight()));
  const next = () => Math.min(pace.rows(kind), share);
  return chunksWithin(rows, { rows: next, bytes: batchBytes });
}

/** Sends batches, as many at a time as Odoo's answers so far suggest, and learns from each. */
export async function paced<T>(
  pace: Pace,
  kind: CallKind,
  batches: Iterable<{ rows: T[]; send(rows: T[]): Promise<void> }>,
): Promise<void> {
  await inFlight(batches, () => pace.inFlight(), async ({ rows, send }) => {
    const started = performance.now();
    await send(rows);
    pace.note(kind, rows.length, performance.now() - started);
  });
}
