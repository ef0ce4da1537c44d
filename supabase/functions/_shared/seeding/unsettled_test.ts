import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { endless } from "../budget.ts";
import type { RunRow } from "../database/durable_runs.ts";
import { FakeClient } from "./fake_client.ts";
import { Ledger, runWith, sessionOf } from "./fake_run.ts";
import { Settling } from "./settling.ts";
import { awaitSettled, isUnsettled, unsettledAfter } from "./unsettled.ts";

/** A run at 1970-01-01, whose create without an answer is over in five seconds. */
async function unsettled(attempts: number) {
  const slept: number[] = [];
  const settling = new Settling({
    settleMs: 4_999,
    spent: () => true,
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
    now: () => 0,
  });
  await rejects(settling.settled(0, () => Promise.resolve({ all: false, found: null })));
  const session = { ...sessionOf(new FakeClient()), settling };
  const row = { attempts } as RunRow;
  const error = new Error("no answer");
  return { slept, go: () => unsettledAfter(error, runWith(new Ledger()), session, row) };
}

Deno.test("a run that does not know what became of a create waits for it and observes again", async () => {
  const { go } = await unsettled(0);
  const place = { phase: "observe", cursor: { settled_at: "1970-01-01T00:00:05.000Z" } };
  deepStrictEqual(await go(), place);
});

Deno.test("a run that came to that too often fails, once nobody can double what it lost", async () => {
  const { slept, go } = await unsettled(4);
  await rejects(go, /no answer/);
  deepStrictEqual(slept, [5_000]);
});

Deno.test("an error after which all is settled stays what it is", async () => {
  const session = sessionOf(new FakeClient());
  const row = { attempts: 0 } as RunRow;
  await rejects(
    unsettledAfter(new Error("refused"), runWith(new Ledger()), session, row),
    /refused/,
  );
});

Deno.test("awaitSettled() waits until then, and no longer than the budget", async () => {
  let time = 0;
  const deps = { ...runWith(new Ledger()).deps, now: () => new Date(time) };
  const sleep = (ms: number) => Promise.resolve(void (time += ms));
  const cursor = { settled_at: new Date(1_200).toISOString() };
  strictEqual(await awaitSettled(deps, cursor, { spent: () => time >= 700 }, sleep), false);
  strictEqual(time, 1_000);
  strictEqual(await awaitSettled(deps, cursor, endless, sleep), true);
  strictEqual(time, 1_200);
});

Deno.test("isUnsettled() knows the cursor from that of an observation", () => {
  deepStrictEqual(
    [null, undefined, { full: true, afterId: 7 }, { settled_at: "x" }].map(isUnsettled),
    [false, false, false, true],
  );
});
