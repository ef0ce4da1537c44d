import { rejects, strictEqual } from "node:assert/strict";
import { limitMs, type Limits, within } from "./limits.ts";

/** Limits by a clock that goes on with each pause. */
function limits(given: Partial<Limits>): Limits {
  let time = 0;
  const sleep = (ms: number) => {
    time += ms;
    return Promise.resolve();
  };
  const retry = { attempts: 5, baseMs: 100, maxMs: 1000, random: () => 0.999, sleep };
  return { timeoutMs: 60_000, retry, now: () => time, ...given };
}

const late = new Error("no time is left");
const repeating = { isSafe: (error: unknown) => error !== "no", outOfTime: () => late };

/** Work that fails so often before it is done, with how often it was tried. */
function failing(times: number, error: unknown = "busy") {
  const tried = { times: 0 };
  const work = () => ++tried.times > times ? Promise.resolve("done") : Promise.reject(error);
  return { tried, work };
}

Deno.test("within() repeats what is safe, and nothing else", async () => {
  const { tried, work } = failing(3);
  strictEqual(await within(limits({}), repeating, work), "done");
  strictEqual(tried.times, 4);
  const unsafe = failing(1, "no");
  await rejects(within(limits({}), repeating, unsafe.work), (error) => error === "no");
  strictEqual(unsafe.tried.times, 1);
});

Deno.test("within() makes no call for which the caller has no time left", async () => {
  const { tried, work } = failing(0);
  await rejects(within(limits({ leftMs: () => 0 }), repeating, work), late);
  strictEqual(tried.times, 0);
});

Deno.test("within() tells whose time was too short for another try: the caller's or the call's", async () => {
  const always = () => failing(9).work;
  await rejects(within(limits({ leftMs: () => 250 }), repeating, always()), late);
  await rejects(within(limits({ timeoutMs: 250 }), repeating, always()), (e) => e === "busy");
});

Deno.test("a call takes what is left of its caller's time, and its own limit at most", () => {
  strictEqual(limitMs({ timeoutMs: 60_000 }), 60_000);
  strictEqual(limitMs({ timeoutMs: 60_000, leftMs: () => 35_000 }), 35_000);
  strictEqual(limitMs({ timeoutMs: 60_000, leftMs: () => 90_000 }), 60_000);
});
