import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { createOnce } from "./create_once.ts";
import { FakeClient, fault } from "../session/fake_client.ts";
import { Confirming } from "../session/confirming.ts";

const model = "project.task";
const records = ["a", "b"].map((ref) => ({
  ref,
  values: { name: `task ${ref}`, x_external_ref: ref },
}));

/** Time that passes by sleeping alone; `at` are the things that happen meanwhile. */
class Clock {
  time = 0;
  readonly confirmMs = 5_000;
  readonly at = new Map<number, () => void>();

  /** A slice's time; it lasts for ever unless it is said how long. */
  endsAt = Infinity;

  readonly spent = () => this.time >= this.endsAt;

  readonly now = () => this.time;

  readonly sleep = (ms: number): Promise<void> => {
    const until = this.time + ms;
    for (const [time, happens] of this.at) if (time > this.time && time <= until) happens();
    this.time = until;
    return Promise.resolve();
  };
}

function createTasks(odoo: FakeClient, clock = new Clock()) {
  return createOnce(odoo.client, model, records, {}, new Confirming(clock));
}

const refsIn = (odoo: FakeClient) =>
  [...odoo.table(model).values()].map((values) => values.x_external_ref);

Deno.test("createOnce() creates the records with their refs and gives their ids in order", async () => {
  const odoo = new FakeClient();
  const clock = new Clock();
  deepStrictEqual(await createTasks(odoo, clock), [1, 2]);
  deepStrictEqual([...odoo.table(model).values()], [
    { name: "task a", x_external_ref: "a" },
    { name: "task b", x_external_ref: "b" },
  ]);
  deepStrictEqual([odoo.callCount, clock.time], [1, 0]);
});

Deno.test("createOnce() finds at once what was stored although the answer was lost", async () => {
  const odoo = new FakeClient();
  odoo.put(model, 5, { x_external_ref: "other" });
  odoo.creates.push("lost");
  const clock = new Clock();
  deepStrictEqual(await createTasks(odoo, clock), [6, 7]);
  deepStrictEqual(refsIn(odoo), ["other", "a", "b"]);
  strictEqual(clock.time, 0);
});

Deno.test("createOnce() gives the ids in the records' order, however Odoo lists them", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped");
  odoo.put(model, 9, { x_external_ref: "b" });
  odoo.put(model, 11, { x_external_ref: "a" });
  deepStrictEqual(await createTasks(odoo), [11, 9]);
});

Deno.test("createOnce() waits for a commit that comes after the answer was given up", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped");
  const clock = new Clock();
  clock.at.set(3_500, () => {
    odoo.put(model, 3, { x_external_ref: "a" });
    odoo.put(model, 4, { x_external_ref: "b" });
  });
  deepStrictEqual(await createTasks(odoo, clock), [3, 4]);
  deepStrictEqual(refsIn(odoo), ["a", "b"]);
  strictEqual(clock.time, 4_000);
});

Deno.test("createOnce() sends again what has not come when Odoo must have ended the call", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped");
  const clock = new Clock();
  deepStrictEqual(await createTasks(odoo, clock), [1, 2]);
  deepStrictEqual(refsIn(odoo), ["a", "b"]);
  strictEqual(clock.time > clock.confirmMs, true);
});

Deno.test("createOnce() sends only what is missing where somebody else made one meanwhile", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped");
  odoo.put(model, 8, { x_external_ref: "a" });
  deepStrictEqual(await createTasks(odoo), [8, 9]);
  deepStrictEqual(refsIn(odoo), ["a", "b"]);
});

Deno.test("createOnce() does not create again what an earlier attempt is known to have made", async () => {
  const odoo = new FakeClient();
  const known = new Map([["a", 8]]);
  deepStrictEqual(
    await createOnce(odoo.client, model, records, {}, new Confirming(new Clock()), { ids: known }),
    [
      8,
      1,
    ],
  );
  deepStrictEqual(refsIn(odoo), ["b"]);
  deepStrictEqual([...known], [["a", 8], ["b", 1]]);
});

Deno.test("createOnce() gives up after three lost answers, having looked after each", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped", "dropped", "dropped");
  await rejects(createTasks(odoo), { kind: "unknown_outcome" });
  deepStrictEqual([odoo.creates.length, refsIn(odoo)], [0, []]);

  odoo.creates.push("dropped", "dropped", "lost");
  deepStrictEqual(await createTasks(odoo), [1, 2]);
});

for (const kind of ["data", "access", "transient"] as const) {
  Deno.test(`createOnce() leaves a ${kind} fault to its caller`, async () => {
    const odoo = new FakeClient();
    odoo.creates.push(fault(kind));
    await rejects(createTasks(odoo), { kind });
    deepStrictEqual([odoo.callCount, refsIn(odoo)], [1, []]);
  });
}

Deno.test("createOnce() leaves it to the next slice to see what became of a lost call", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("dropped");
  const clock = new Clock();
  clock.endsAt = 2_000;
  const confirming = new Confirming(clock);
  const lost = createOnce(odoo.client, model, records, {}, confirming);
  await rejects(lost, { name: "Unconfirmed" });
  deepStrictEqual([clock.time, refsIn(odoo)], [2_000, []]);
  // Until 5 s after it was sent Odoo may still commit it.
  strictEqual(confirming.restMs(), 3_001);
  clock.time = 6_000;
  strictEqual(confirming.restMs(), 0);
});

Deno.test("createOnce() looks once for a lost call although the slice has no time left", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("lost");
  const clock = new Clock();
  clock.endsAt = 0;
  const confirming = new Confirming(clock);
  deepStrictEqual(await createOnce(odoo.client, model, records, {}, confirming), [1, 2]);
  strictEqual(confirming.restMs(), 0);
});

Deno.test("what is not confirmed lasts as long as the latest of the lost calls", async () => {
  const clock = new Clock();
  clock.endsAt = 0;
  const confirming = new Confirming(clock);
  const never = () => Promise.resolve({ all: false, found: null });
  for (const sentAt of [0, -2_000]) await rejects(confirming.confirmed(sentAt, never));
  strictEqual(confirming.restMs(), 5_001);
});
