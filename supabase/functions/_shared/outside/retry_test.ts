import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { retry, type RetryOptions } from "./retry.ts";

class FakeClock {
  readonly waits: number[] = [];
  readonly sleep = (ms: number) => {
    this.waits.push(ms);
    return Promise.resolve();
  };
}

function failing(times: number) {
  return (attempt: number) =>
    attempt <= times ? Promise.reject(new Error(`failure ${attempt}`)) : Promise.resolve(attempt);
}

function options(clock: FakeClock, changes: Partial<RetryOptions> = {}): RetryOptions {
  const base = { attempts: 5, baseMs: 200, maxMs: 1_000, retryable: () => true };
  return { ...base, random: () => 1, sleep: clock.sleep, ...changes };
}

Deno.test("retry() returns the first success", async () => {
  const clock = new FakeClock();
  strictEqual(await retry(failing(2), options(clock)), 3);
  strictEqual(clock.waits.length, 2);
});

Deno.test("retry() doubles its bound up to the maximum", async () => {
  const clock = new FakeClock();
  await retry(failing(4), options(clock));
  deepStrictEqual(clock.waits, [200, 400, 800, 1_000]);
});

Deno.test("retry() waits a random share of the bound", async () => {
  const clock = new FakeClock();
  await retry(failing(2), options(clock, { random: () => 0.25 }));
  deepStrictEqual(clock.waits, [50, 100]);
});

Deno.test("retry() throws the last error once its attempts are used", async () => {
  const clock = new FakeClock();
  await rejects(retry(failing(9), options(clock, { attempts: 3 })), { message: "failure 3" });
  strictEqual(clock.waits.length, 2);
});

Deno.test("retry() asks before it waits, and says for how long", async () => {
  const clock = new FakeClock();
  const asked: number[] = [];
  const retryable = (_: unknown, pauseMs: number) => asked.push(pauseMs) < 3;
  await rejects(retry(failing(9), options(clock, { retryable })), { message: "failure 3" });
  deepStrictEqual(asked, [200, 400, 800]);
  deepStrictEqual(clock.waits, [200, 400]);
});

Deno.test("retry() throws at once what is not retryable", async () => {
  const clock = new FakeClock();
  await rejects(retry(failing(1), options(clock, { retryable: () => false })), {
    message: "failure 1",
  });
  strictEqual(clock.waits.length, 0);
});
