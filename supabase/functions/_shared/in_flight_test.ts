import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { inFlight } from "./in_flight.ts";

/** Work that ends when it is told to. */
class Gates {
  readonly started: number[] = [];
  readonly ended: number[] = [];
  readonly #open = new Map<number, PromiseWithResolvers<void>>();

  get under(): number {
    return this.#open.size;
  }

  readonly work = async (item: number): Promise<void> => {
    this.started.push(item);
    const gate = Promise.withResolvers<void>();
    this.#open.set(item, gate);
    await gate.promise;
    this.ended.push(item);
  };

  /** Ends the n-th of what is under way, and lets whatever follows from that happen. */
  async end(nth: number, error?: Error): Promise<void> {
    const item = [...this.#open.keys()][nth % this.#open.size]!;
    const gate = this.#open.get(item)!;
    this.#open.delete(item);
    if (error) gate.reject(error);
    else gate.resolve();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

const items = (count: number) => Array.from({ length: count }, (_, index) => index);
const runs = fc.record({
  count: fc.nat(20),
  limit: fc.integer({ min: 1, max: 6 }),
  order: fc.infiniteStream(fc.nat(5)),
});

Deno.test("inFlight() does every item once and keeps exactly the limit under way", async () => {
  await fc.assert(fc.asyncProperty(runs, async ({ count, limit, order }) => {
    const gates = new Gates();
    const all = inFlight(items(count), limit, gates.work);
    while (gates.ended.length < count) {
      strictEqual(gates.under, Math.min(limit, count - gates.ended.length));
      await gates.end(order.next().value);
    }
    await all;
    deepStrictEqual(gates.started, items(count));
  }));
});

Deno.test("inFlight() starts nothing after an error, but waits for what is under way", async () => {
  await fc.assert(fc.asyncProperty(runs, fc.nat(19), async ({ count, limit, order }, turn) => {
    fc.pre(turn < count);
    const gates = new Gates();
    let settled = false;
    const all = inFlight(items(count), limit, gates.work).finally(() => settled = true);
    const refused = rejects(all, { message: "first" });
    for (let done = 0; done < turn; done++) await gates.end(order.next().value);
    await gates.end(order.next().value, new Error("first"));
    const { length } = gates.started;
    while (gates.under > 0) {
      strictEqual(settled, false);
      await gates.end(order.next().value, new Error("later"));
    }
    await refused;
    strictEqual(gates.started.length, length);
  }));
});

Deno.test("inFlight() asks a changing limit before each start", async () => {
  const gates = new Gates();
  let limit = 1;
  const all = inFlight(items(6), () => limit, gates.work);
  strictEqual(gates.under, 1);
  limit = 3;
  await gates.end(0);
  strictEqual(gates.under, 3);
  limit = 1;
  await gates.end(0);
  await gates.end(0);
  strictEqual(gates.under, 1);
  while (gates.under > 0) await gates.end(0);
  await all;
  deepStrictEqual(gates.ended.length, 6);
});
