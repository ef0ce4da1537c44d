import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { FaultKind } from "../../odoo/faults.ts";
import { fault } from "../session/fake_client.ts";
import { sendOrSplit } from "./split.ts";
import {
  ascending,
  expectWhole,
  halving,
  patterns,
  type Row,
  Store,
  tasksOf,
} from "./fake_store.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";

Deno.test("sendOrSplit() stores each good row once and tells each bad one in its own words", async () => {
  const kinds = fc.constantFrom<FaultKind>("data", "access");
  await fc.assert(fc.asyncProperty(patterns, kinds, fc.boolean(), async (pattern, kind, alike) => {
    const rows = tasksOf(pattern, (bad, id) => bad && alike ? 99 : id % 6);
    const bad = ({ id }: Row) => pattern[id]!;
    const store = new Store(bad, kind);
    await store.take(rows);
    expectWhole(store, rows, bad);
  }));
});

Deno.test("sendOrSplit() sends a row no more once it was stored, nor once it was refused alone", async () => {
  await fc.assert(fc.asyncProperty(patterns, async (pattern) => {
    const over = new Set<number>();
    const rows = tasksOf(pattern, (_, id) => id % 6);
    await sendOrSplit(rows, {
      suspicion: new Suspicion(({ values }) => traitsOf(values)),
      refuse: () => {},
      send: (sent) => {
        const again = sent.filter(({ id }) => over.has(id));
        deepStrictEqual(again, []);
        const refused = sent.some(({ id }) => pattern[id]);
        if (!refused || sent.length === 1) { for (const { id } of sent) over.add(id); }
        return refused ? Promise.reject(fault("data")) : Promise.resolve();
      },
    });
  }));
});

Deno.test("sendOrSplit() makes k + 3 log2(n) calls at most where k of n rows are refused alike", async () => {
  const n = 500;
  const shapes: Record<string, (id: number) => boolean> = {
    "all": () => true,
    "the first": (id) => id === 0,
    "the last": (id) => id === n - 1,
    "one": (id) => id === 301,
    "every other": (id) => id % 2 === 0,
    "the first 300": (id) => id < 300,
    "the last 300": (id) => id >= 200,
    "three of five": (id) => id % 5 < 3,
    "one of ten": (id) => id % 10 === 7,
    "blocks": (id) => (id >> 4) % 2 === 0,
    "scattered": (id) => (id * 7919) % 101 < 60,
  };
  for (const [shape, isBad] of Object.entries(shapes)) {
    const pattern = Array.from({ length: n }, (_, id) => isBad(id));
    const store = new Store(({ id }) => isBad(id));
    const calls = await store.take(tasksOf(pattern, (bad, id) => bad ? 99 : id % 6));
    const bound = pattern.filter(Boolean).length + 3 * Math.log2(n);
    ok(calls <= bound, `${shape}: ${calls} calls, ${bound} at most`);
  }
});

Deno.test("sendOrSplit() makes hardly more calls than halving where bad rows have nothing in common", async () => {
  await fc.assert(fc.asyncProperty(patterns, async (pattern) => {
    const rows = tasksOf(pattern, (_, id) => id % 6);
    const bad = ({ id }: Row) => pattern[id]!;
    const calls = await new Store(bad).take(rows);
    const most = halving(rows, bad) + 3 * Math.log2(rows.length) + 1;
    ok(calls <= most, `${calls} calls, ${most} at most`);
  }));
});

Deno.test("sendOrSplit() makes far fewer calls than halving where half of the rows are bad", async () => {
  const pattern = Array.from({ length: 500 }, (_, id) => (id * 7919) % 103 < 51);
  const rows = tasksOf(pattern, (_, id) => id % 6);
  const bad = ({ id }: Row) => pattern[id]!;
  const calls = await new Store(bad).take(rows);
  ok(calls < 0.8 * halving(rows, bad), `${calls} calls, ${halving(rows, bad)} by halving`);
});

Deno.test("sendOrSplit() spares the batches behind what it learnt from the one before", async () => {
  const pattern = Array.from({ length: 200 }, (_, id) => id % 2 === 0);
  const rows = tasksOf(pattern, (bad, id) => bad ? 99 : id % 6);
  const store = new Store(({ id }) => pattern[id]!);
  const first = await store.take(rows.slice(0, 100));
  ok(first > 51);
  // Each of the fifty alone, and all others at once.
  strictEqual(await store.take(rows.slice(100)) - first, 51);
});

Deno.test("sendOrSplit() says of which calls rows of the batch were refused before", async () => {
  const rows = tasksOf([false, false, true, false], () => 1);
  const store = new Store(({ id }) => id === 2);
  await store.take(rows);
  deepStrictEqual(store.calls[0], [4, false]);
  deepStrictEqual(new Set(store.calls.slice(1).map(([, part]) => part)), new Set([true]));
  await store.take(tasksOf([false], () => 1));
  deepStrictEqual(store.calls.at(-1), [1, false]);
});

Deno.test("sendOrSplit() makes parts no larger than what went through when only their size is refused", async () => {
  const stored: number[] = [];
  let calls = 0;
  const rows = tasksOf(Array<boolean>(500).fill(false), (_, id) => id);
  await sendOrSplit(rows, {
    suspicion: new Suspicion(() => []),
    refuse: () => {
      throw new Error("a row is blamed");
    },
    send: (part) => {
      calls++;
      if (part.length > 100) return Promise.reject(fault("data", "the request is too large"));
      stored.push(...part.map(({ id }) => id));
      return Promise.resolve();
    },
  });
  deepStrictEqual(stored, rows.map(({ id }) => id));
  ok(calls <= 25, `${calls} calls`);
});

Deno.test("sendOrSplit() keeps the order of rows without traits", async () => {
  const rows = tasksOf(Array.from({ length: 60 }, (_, id) => id % 4 === 0), () => 99);
  const store = new Store(({ id }) => id % 4 === 0);
  await sendOrSplit(rows, { ...store, suspicion: new Suspicion<Row>(() => []) });
  deepStrictEqual(store.stored, store.stored.toSorted(ascending));
  deepStrictEqual(
    store.refused.map(([id]) => id),
    rows.map(({ id }) => id).filter((id) => id % 4 === 0),
  );
});

for (const kind of ["unknown_outcome", "transient", "auth", "unreachable", "protocol"] as const) {
  Deno.test(`sendOrSplit() does not split on ${kind}`, async () => {
    const store = new Store(({ id }) => id === 2, kind);
    await rejects(store.take(tasksOf([false, false, true, false], () => 1)), { kind });
    deepStrictEqual([store.calls.length, store.stored, store.refused], [1, [], []]);
  });
}

Deno.test("sendOrSplit() does not take another error for a bad row", async () => {
  const store = new Store(() => false);
  const send = () => Promise.reject(new TypeError("a slip"));
  await rejects(sendOrSplit(tasksOf([true], () => 1), { ...store, send }), { name: "TypeError" });
});
