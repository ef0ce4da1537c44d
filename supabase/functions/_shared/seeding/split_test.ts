import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { FaultKind } from "../odoo/faults.ts";
import { fault } from "./fake_client.ts";
import { sendOrSplit } from "./split.ts";

/** Stores batches whole or not at all, as one transaction does; names no row in its error. */
class Store {
  readonly stored: number[] = [];
  calls = 0;
  readonly #bad: Set<number>;
  readonly #kind: FaultKind;

  constructor(bad: number[], kind: FaultKind) {
    this.#bad = new Set(bad);
    this.#kind = kind;
  }

  readonly send = (rows: number[]): Promise<void> => {
    this.calls++;
    const bad = rows.filter((row) => this.#bad.has(row));
    if (bad.length > 0) return Promise.reject(fault(this.#kind, `refused ${bad}`));
    this.stored.push(...rows);
    return Promise.resolve();
  };
}

const batches = fc.record({
  rows: fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 60 }),
  bad: fc.array(fc.nat(99), { maxLength: 20 }),
  kind: fc.constantFrom<FaultKind>("data", "access"),
});

Deno.test("sendOrSplit() reports exactly the bad rows, each by its own fault, and stores the others once", async () => {
  await fc.assert(fc.asyncProperty(batches, async ({ rows, bad, kind }) => {
    const store = new Store(bad, kind);
    const reported: [number, string][] = [];
    await sendOrSplit(rows, store.send, (row, { reason }) => void reported.push([row, reason]));
    deepStrictEqual(store.stored, rows.filter((row) => !bad.includes(row)));
    deepStrictEqual(
      reported,
      rows.filter((row) => bad.includes(row)).map((row) => [row, `refused ${row}`]),
    );
  }));
});

Deno.test("sendOrSplit() makes one call for a clean batch and few for one bad row", async () => {
  const rows = Array.from({ length: 512 }, (_, index) => index);
  const clean = new Store([], "data");
  await sendOrSplit(rows, clean.send, () => {});
  strictEqual(clean.calls, 1);
  const one = new Store([77], "data");
  await sendOrSplit(rows, one.send, () => {});
  // Two calls at each of nine halvings, and the first.
  strictEqual(one.calls, 19);
});

for (const kind of ["unknown_outcome", "transient", "auth", "unreachable", "protocol"] as const) {
  Deno.test(`sendOrSplit() does not split on ${kind}`, async () => {
    const store = new Store([3], kind);
    await rejects(
      sendOrSplit([1, 2, 3, 4], store.send, () => {
        throw new Error("a row is blamed");
      }),
      { kind },
    );
    deepStrictEqual([store.calls, store.stored], [1, []]);
  });
}

Deno.test("sendOrSplit() does not take another error for a bad row", async () => {
  const send = () => Promise.reject(new TypeError("a slip"));
  await rejects(sendOrSplit([1], send, () => {}), { name: "TypeError" });
});
