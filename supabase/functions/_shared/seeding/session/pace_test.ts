import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type CallKind, Pace } from "./pace.ts";

const limits = { mostRows: 2000, mostCalls: 6 };
const kind = fc.constantFrom<CallKind>("create", "shared", "distinct");
const answer = fc.record({
  kind,
  rows: fc.integer({ min: 1, max: 2000 }),
  ms: fc.integer({ min: 0, max: 60_000 }),
});

/** Calls of full batches of one kind to an Odoo with so many workers. */
function converse(
  pace: Pace,
  calls: number,
  kind: CallKind,
  msARow: number,
  workers: number,
): void {
  for (let call = 0; call < calls; call++) {
    const rows = pace.rows(kind);
    const waiting = Math.max(1, pace.inFlight() / workers);
    pace.note(kind, rows, rows * msARow * waiting);
  }
}

Deno.test("Pace stays within its bounds whatever Odoo answers", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 8 }),
    fc.array(answer),
    (mostRows, mostCalls, answers) => {
      const pace = new Pace({ mostRows, mostCalls });
      for (const { kind, rows, ms } of answers) {
        pace.note(kind, rows, ms);
        strictEqual(pace.rows(kind) >= Math.min(50, mostRows), true);
        strictEqual(pace.rows(kind) <= Math.min(2000, mostRows), true);
        strictEqual(pace.inFlight() >= 1 && pace.inFlight() <= mostCalls, true);
      }
    },
  ));
});

for (const [msARow, most] of [[0.3, 2000], [2, 1500], [10, 300], [200, 50]] as const) {
  Deno.test(`Pace comes to calls of 1 to 3 s, or its bounds, at ${msARow} ms a row`, () => {
    const pace = new Pace({ ...limits, mostCalls: 1 });
    converse(pace, 10, "create", msARow, 1);
    const ms = pace.rows("create") * msARow;
    strictEqual(pace.rows("create") <= most, true);
    strictEqual(ms >= 1000 || pace.rows("create") === 2000, true);
    strictEqual(ms <= 3000 || pace.rows("create") === 50, true);
  });
}

Deno.test("Pace at most doubles or halves a batch because of one answer", () => {
  const pace = new Pace(limits);
  pace.note("create", 100, 1);
  strictEqual(pace.rows("create"), 200);
  pace.note("create", 200, 60_000);
  strictEqual(pace.rows("create"), 100);
});

Deno.test("Pace learns nothing from the rest of a slice", () => {
  const pace = new Pace(limits);
  pace.note("create", 49, 1);
  strictEqual(pace.rows("create"), 100);
});

Deno.test("Pace keeps a size for each kind of call", () => {
  const pace = new Pace(limits);
  pace.note("create", 100, 60_000);
  deepStrictEqual([pace.rows("create"), pace.rows("shared")], [50, 100]);
});

for (const workers of [2, 3, 4]) {
  Deno.test(`Pace raises the calls until one of them waits for ${workers} workers`, () => {
    const pace = new Pace(limits);
    converse(pace, 60, "create", 1, workers);
    strictEqual(pace.inFlight(), workers + 1);
  });
}

Deno.test("Pace starts with no more calls than it may", () => {
  strictEqual(new Pace({ ...limits, mostCalls: 1 }).inFlight(), 1);
  strictEqual(new Pace(limits).inFlight(), 2);
});

Deno.test("Pace takes a call back when two met on a record, and does not try again", () => {
  const pace = new Pace(limits);
  converse(pace, 2, "create", 1, 6);
  strictEqual(pace.inFlight(), 3);
  pace.backOff();
  strictEqual(pace.inFlight(), 2);
  converse(pace, 60, "create", 1, 6);
  strictEqual(pace.inFlight(), 2);
  for (let again = 0; again < 5; again++) pace.backOff();
  strictEqual(pace.inFlight(), 1);
});
