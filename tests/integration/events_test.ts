import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { dataOf } from "../../supabase/functions/_shared/events/types.ts";
import { isGenuine, startReceiver } from "./support/receiver.ts";
import { loadStack } from "./support/stack.ts";
import { subscribing } from "./support/subscriptions.ts";

Deno.test("an event arrives as CloudEvents have it, signed as Standard Webhooks have it", async () => {
  await using s = await subscribing();
  await using receiver = startReceiver();
  const secret = await s.subscribe("genuine", receiver.url);
  await s.emit("things/1");
  const [got] = await s.until("it has arrived", () => receiver.taken[0] && receiver.taken);
  const { id, time, sequence, ...rest } = got!.event;
  strictEqual(got!.id, id);
  match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  match(sequence, /^\d{19}$/);
  deepStrictEqual(rest, {
    ...{ specversion: "1.0", type: "tests.happened", subject: "things/1", data: { n: 1 } },
    source: `${loadStack().apiUrl}/functions/v1/api`,
    datacontenttype: "application/json",
  });
  match(got!.headers.get("content-type")!, /^application\/cloudevents\+json/);
  ok(isGenuine(got!, secret));
  ok(!isGenuine({ ...got!, text: `${got!.text} ` }, secret), "what was changed is not taken");
  ok(!isGenuine(got!, `whsec_${"A".repeat(43)}=`), "nor what another signed");
});

Deno.test("while a secret is rotated both are good", async () => {
  await using s = await subscribing();
  await using receiver = startReceiver();
  const old = await s.subscribe("rotated", receiver.url);
  const [row] = await s.sql`select ops.rotate_subscription('rotated') as secret`;
  await s.emit("things/1");
  const got = await s.until("it has arrived", () => receiver.taken[0]);
  deepStrictEqual([old, row!.secret].map((secret) => isGenuine(got, secret)), [true, true]);
  await s.sql`update ops.subscriptions set old_secret_until = now() where name = 'rotated'`;
  await s.emit("things/1");
  const next = await s.until("the next, too", () => receiver.taken[1]);
  deepStrictEqual([old, row!.secret].map((secret) => isGenuine(next, secret)), [false, true]);
});

Deno.test("a slow receiver holds up itself alone", async () => {
  await using s = await subscribing();
  const hold = Promise.withResolvers<void>();
  await using slow = startReceiver(async () => {
    await hold.promise;
    return new Response();
  });
  await using quick = startReceiver();
  await s.subscribe("slow", slow.url);
  await s.subscribe("quick", quick.url);
  await s.emit("things/1", 300);
  await s.until("the quick one has all", () => quick.taken.length === 300);
  strictEqual(slow.taken.length, 0);
  hold.resolve();
  await s.until("the slow one, too", () => slow.taken.length === 300);
  for (const { taken } of [quick, slow]) {
    deepStrictEqual(
      taken.map(({ event }) => event.data.n),
      Array.from({ length: 300 }, (_, n) => n + 1),
    );
  }
});

Deno.test("an event that is refused holds up its subject alone, and comes before what is behind it", async () => {
  await using s = await subscribing();
  let refused = 0;
  await using receiver = startReceiver(({ event }) =>
    event.subject === "things/bad" && event.data.n === 2 && ++refused < 4
      ? new Response("no", { status: 500 })
      : new Response()
  );
  await s.subscribe("refusing", receiver.url);
  await s.emit("things/bad", 5);
  await s.emit("things/good", 5);
  await s.until("all have arrived", () => receiver.taken.length === 10);
  const ofSubject = (subject: string) =>
    receiver.taken.filter(({ event }) => event.subject === subject).map(({ event }) =>
      event.data.n
    );
  deepStrictEqual(ofSubject("things/bad"), [1, 2, 3, 4, 5]);
  deepStrictEqual(ofSubject("things/good"), [1, 2, 3, 4, 5]);
  const log = await s.sql`
    select status, answer from ops.delivery_attempts
    where subscription = 'refusing' and status <> 200`;
  deepStrictEqual(log.map(({ status, answer }) => [status, answer]), Array(3).fill([500, "no"]));
});

Deno.test("410 ends a subscription, and a redirect is not followed", async () => {
  await using s = await subscribing();
  await using target = startReceiver();
  const headers = { location: target.url };
  await using receiver = startReceiver(() => new Response(null, { status: 307, headers }));
  await s.subscribe("ending", receiver.url);
  await s.emit("things/1");
  const state = async () => {
    const [row] = await s
      .sql`select ended_why, failures from ops.subscriptions where name = 'ending'`;
    return row as { ended_why: string | null; failures: number };
  };
  let now = await state();
  await s.until("it has failed", () => (void state().then((row) => now = row), now.failures > 0));
  strictEqual(target.taken.length, 0);
  receiver.say.answer = () => new Response(null, { status: 410 });
  await s.until("it has ended", () => (void state().then((row) => now = row), now.ended_why));
  strictEqual(now.ended_why, "gone");
});

Deno.test("what is told has the shape that is documented", async () => {
  await using s = await subscribing();
  const rows = await s.sql`
    select type, data from ops.events where type <> 'tests.happened' order by position desc limit 5000`;
  ok(rows.length > 0);
  for (const { type, data } of rows) {
    const parsed = dataOf(type)?.safeParse(data);
    ok(parsed?.success, `${type} ${JSON.stringify(data)} ${parsed?.error}`);
  }
});
