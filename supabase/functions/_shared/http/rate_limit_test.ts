import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { RateLimit } from "./rate_limit.ts";

const minute = 60_000;

/** A limit over a database that grants so many. */
function limit(grants: number[]) {
  const asked: [string, number][] = [];
  let now = 0;
  const take = (caller: string, wanted: number) => {
    asked.push([caller, wanted]);
    return Promise.resolve({ granted: grants.shift() ?? 0, ends_at: new Date(minute) });
  };
  return { rate: new RateLimit(take, () => now), asked, pass: (ms: number) => now += ms };
}

Deno.test("RateLimit asks the database once for many requests of one caller", async () => {
  const { rate, asked } = limit([50, 50]);
  for (let n = 0; n < 50; n++) await rate.demand("ann");
  deepStrictEqual(asked, [["ann", 50]]);
  await rate.demand("ben");
  deepStrictEqual(asked.length, 2, "callers have their own");
});

Deno.test("RateLimit asks once for those who come at the same time, and again when that is spent", async () => {
  const { rate, asked } = limit([50, 50]);
  await Promise.all(Array.from({ length: 60 }, () => rate.demand("ann")));
  strictEqual(asked.length, 2);
});

Deno.test("RateLimit refuses all who wait when nothing is granted or nobody answers", async () => {
  const { rate, asked } = limit([1]);
  const came = await Promise.allSettled(Array.from({ length: 5 }, () => rate.demand("ann")));
  deepStrictEqual(came.filter(({ status }) => status === "fulfilled").length, 1);
  strictEqual(asked.length, 2);
  let calls = 0;
  const away = new RateLimit(() => Promise.reject(new Error(`away ${++calls}`)));
  const both = await Promise.allSettled([away.demand("ann"), away.demand("ann")]);
  deepStrictEqual(both.map(({ status }) => status), ["rejected", "rejected"]);
  strictEqual(calls, 1);
  await rejects(away.demand("ann"), /away 2/);
});

Deno.test("RateLimit refuses what is not granted, and says how long to wait", async () => {
  const { rate, pass } = limit([2]);
  await rate.demand("ann");
  await rate.demand("ann");
  pass(20_500);
  await rejects(rate.demand("ann"), {
    code: "too_many_requests",
    suggestion: "Wait 40 s.",
    extra: { retry_after: 40 },
  });
});

Deno.test("RateLimit keeps nothing of a minute that is over", async () => {
  const { rate, asked, pass } = limit([50, 50]);
  await rate.demand("ann");
  pass(minute);
  await rate.demand("ann");
  strictEqual(asked.length, 2);
});

Deno.test("RateLimit remembers no more than a thousand callers", async () => {
  const { rate, asked } = limit(Array(1002).fill(50));
  for (let n = 0; n < 1001; n++) await rate.demand(`caller ${n}`);
  await rate.demand("caller 0");
  await rate.demand("caller 1000");
  strictEqual(asked.length, 1002, "the oldest was asked for again, the latest was not");
});
