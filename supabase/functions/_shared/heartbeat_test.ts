import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { AppError } from "./errors.ts";
import { heartbeat } from "./heartbeat.ts";

/** A heartbeat every 5 ms, of a lease that lasts as long as the test's clock says. */
function beating(extend: () => Promise<unknown>) {
  const clock = { ms: 0 };
  const logged: Record<string, unknown>[] = [];
  const beats = Promise.withResolvers<void>();
  let count = 0;
  const heart = heartbeat(async () => {
    if (++count === 3) beats.resolve();
    await extend();
  }, {
    leaseSeconds: 0.015,
    log: (event, fields) => logged.push({ event, ...fields }),
    what: "run 7",
    now: () => clock.ms,
  });
  return { heart, clock, logged, thirdBeat: beats.promise, count: () => count };
}

/** What the beat before the awaited one came to is known by then. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("heartbeat() keeps the lease until it is stopped", async () => {
  const { heart, clock, thirdBeat, count } = beating(() => Promise.resolve());
  {
    using _alive = heart;
    clock.ms = 1_000;
    throws(() => heart.assertLease(), { code: "lease_lost" }, "no beat since the clock moved");
    await thirdBeat;
    await settled();
    heart.assertLease();
  }
  const beats = count();
  await new Promise((resolve) => setTimeout(resolve, 30));
  strictEqual(count(), beats);
});

Deno.test("heartbeat() tells of a lease that another one has", async () => {
  const taken = new AppError("lease_lost", "Cannot go on: another one has it.");
  const { heart, logged, thirdBeat } = beating(() => Promise.reject(taken));
  using alive = heart;
  await thirdBeat;
  throws(() => alive.assertLease(), taken);
  deepStrictEqual(logged, []);
});

Deno.test("heartbeat() logs what kept it from beating, and the lease runs out", async () => {
  const { heart, clock, logged, thirdBeat } = beating(() => Promise.reject(new Error("no wire")));
  using alive = heart;
  await thirdBeat;
  await settled();
  alive.assertLease();
  ok(logged.length > 0);
  deepStrictEqual(logged[0], {
    event: "heartbeat_failed",
    what: "run 7",
    message: "Error: no wire",
  });
  clock.ms = 16;
  throws(() => alive.assertLease(), {
    code: "lease_lost",
    detail: "Cannot go on with run 7: its lease has run out.",
  });
});
