import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { endless } from "../../budget.ts";
import type { RunRow } from "../../database/durable_runs.ts";
import { AppError } from "../../errors.ts";
import { OutOfTime } from "../../odoo/attempts.ts";
import { FakeClient } from "../session/fake_client.ts";
import { Ledger, runWith, sessionOf } from "../session/fake_run.ts";
import { Confirming } from "../session/confirming.ts";
import { awaitConfirmed, isUnconfirmed, refuseGivenUp, unconfirmedAfter } from "./unconfirmed.ts";

/** A run at 1970-01-01, whose create without an answer is over in five seconds. */
async function unconfirmed(attempts: number) {
  const slept: number[] = [];
  const confirming = new Confirming({
    confirmMs: 4_999,
    spent: () => true,
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
    now: () => 0,
  });
  await rejects(confirming.confirmed(0, () => Promise.resolve({ all: false, found: null })));
  const session = { ...sessionOf(new FakeClient()), confirming };
  const row = { attempts } as RunRow;
  const error = new AppError("odoo_timeout", "Cannot create: no answer.");
  return { slept, go: () => unconfirmedAfter(error, runWith(new Ledger()), session, row) };
}

Deno.test("a run that does not know what became of a create waits for it and observes again", async () => {
  const { go } = await unconfirmed(0);
  const place = { phase: "observe", cursor: { unconfirmed_until: "1970-01-01T00:00:05.000Z" } };
  deepStrictEqual(go(), place);
});

Deno.test("a run that came to that too often fails, once nobody can double what it lost", async () => {
  const { slept, go } = await unconfirmed(4);
  const { cursor } = go();
  const code = "odoo_timeout";
  strictEqual(cursor.unconfirmed_until, "1970-01-01T00:00:05.000Z");
  throws(() => refuseGivenUp(cursor), { code, detail: "Cannot create: no answer." });
  deepStrictEqual(slept, []);
});

Deno.test("a run that waits for a create has not given up", () => {
  refuseGivenUp({ unconfirmed_until: "1970-01-01T00:00:05.000Z" });
});

Deno.test("a run whose slice had no time left observes again at once, and fails when that goes on", () => {
  const session = sessionOf(new FakeClient());
  const after = (attempts: number) => {
    const error = new OutOfTime({ model: "project.task", method: "write" });
    return unconfirmedAfter(error, runWith(new Ledger()), session, { attempts } as RunRow);
  };
  const place = { phase: "observe", cursor: { unconfirmed_until: "1970-01-01T00:00:00.000Z" } };
  deepStrictEqual(after(3), place);
  throws(() => after(4), OutOfTime);
});

Deno.test("an error after which all is confirmed stays what it is", () => {
  const session = sessionOf(new FakeClient());
  const row = { attempts: 0 } as RunRow;
  throws(
    () => unconfirmedAfter(new Error("refused"), runWith(new Ledger()), session, row),
    /refused/,
  );
});

Deno.test("awaitConfirmed() waits until then, and no longer than the budget", async () => {
  let time = 0;
  const deps = { ...runWith(new Ledger()).deps, now: () => new Date(time) };
  const sleep = (ms: number) => Promise.resolve(void (time += ms));
  const cursor = { unconfirmed_until: new Date(1_200).toISOString() };
  strictEqual(
    await awaitConfirmed(deps, cursor, { ...endless, spent: () => time >= 700 }, sleep),
    false,
  );
  strictEqual(time, 1_000);
  strictEqual(await awaitConfirmed(deps, cursor, endless, sleep), true);
  strictEqual(time, 1_200);
});

Deno.test("isUnconfirmed() knows the cursor from that of an observation", () => {
  deepStrictEqual(
    [null, undefined, { full: true, afterId: 7 }, { unconfirmed_until: "x" }].map(isUnconfirmed),
    [false, false, false, true],
  );
});
