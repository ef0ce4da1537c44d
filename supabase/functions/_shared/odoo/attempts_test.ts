import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { attempt, type AttemptOptions, OutOfTime } from "./attempts.ts";
import { type FaultKind, OdooFault } from "./faults.ts";

const password = new Secret("secret");
const connection = { url: "http://odoo.example.com", database: "d", username: "u", password };
const operation = { title: "call", connection: { ...connection, transport: "auto" as const } };
const fault = (kind: FaultKind) => new OdooFault(kind, operation, "why");
const read = { model: "project.task", method: "search_read" };
const create = { model: "project.task", method: "create" };

/** Time passes in pauses, and `callMs` in each call, of which all fail. */
async function fail(
  target: typeof read,
  kind: FaultKind,
  { leftMs, timeoutMs = 60_000, callMs = 0 }: {
    leftMs?: number;
    timeoutMs?: number;
    callMs?: number;
  },
) {
  let time = 0;
  let calls = 0;
  const options: AttemptOptions = {
    timeoutMs,
    leftMs: leftMs === undefined ? undefined : () => leftMs - time,
    retry: {
      attempts: 5,
      baseMs: 1_000,
      maxMs: 4_000,
      random: () => 1,
      sleep: (ms) => Promise.resolve(void (time += ms)),
    },
    now: () => time,
  };
  const error = await attempt(target, options, () => {
    calls++;
    time += callMs;
    return Promise.reject(fault(kind));
  }).catch((error) => error);
  return { error, calls, time };
}

Deno.test("a call is repeated with pauses as long as its caller has time", async () => {
  const { error, calls, time } = await fail(read, "transient", {});
  strictEqual(error.kind, "transient");
  deepStrictEqual([calls, time], [5, 1_000 + 2_000 + 4_000 + 4_000]);
});

Deno.test("a call does not pause beyond its caller's time", async () => {
  const { error, calls, time } = await fail(read, "transient", { leftMs: 3_500, callMs: 100 });
  strictEqual(error instanceof OutOfTime, true);
  strictEqual(error.code, "odoo_timeout");
  strictEqual(error.cause.kind, "transient");
  deepStrictEqual([calls, time], [3, 3_300]);
});

Deno.test("a call that ends by its own limit fails as itself", async () => {
  const { error, calls } = await fail(read, "transient", { timeoutMs: 2_500, leftMs: 90_000 });
  strictEqual(error.kind, "transient");
  strictEqual(calls, 2);
});

Deno.test("a call of which nobody knows what became is told as that, whatever time is left", async () => {
  const { error, calls } = await fail(create, "unknown_outcome", { leftMs: 500 });
  strictEqual(error.kind, "unknown_outcome");
  strictEqual(calls, 1);
});

Deno.test("a call is not made once its caller's time is over", async () => {
  for (const leftMs of [0, -1]) {
    const { error, calls } = await fail(create, "transient", { leftMs });
    strictEqual(error instanceof OutOfTime, true);
    strictEqual(error.detail, "Cannot call project.task.create: no time is left for it.");
    strictEqual(calls, 0);
  }
});

Deno.test("a call under way is cut off when its caller's time is over", async () => {
  const options = {
    timeoutMs: 60_000,
    leftMs: () => 5,
    retry: { attempts: 5, baseMs: 1, maxMs: 1 },
    now: () => performance.now(),
  };
  const hanging = (signal: AbortSignal) =>
    new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(fault("unknown_outcome")))
    );
  await rejects(attempt(read, options, hanging), OutOfTime);
  await rejects(attempt(create, options, hanging), { kind: "unknown_outcome" });
});
