import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type postgres from "postgres";
import { outliveCutConnections } from "../../stack/postgres/cut_connections.ts";
import { reconnecting } from "./support/reconnecting.ts";
import { startReceiver } from "./support/receiver.ts";
import { killFunction } from "./support/stack.ts";
import { subscribing } from "./support/subscriptions.ts";

const subjects = 40;
const events = 2_000;
const seed = 20261130;

/** The same numbers each time, in [0, 1): mulberry32. */
function dice(state: number) {
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Kills a process of the database as a crash would: all its connections are lost, and it recovers from its log. */
async function killDatabase(): Promise<void> {
  await using victim = reconnecting();
  // One that recovers from the last blow is left to it.
  const [row] = await victim.run((sql) => sql`select pg_backend_pid() as pid`).catch(() => []);
  if (row) Deno.kill(row.pid, "SIGKILL");
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** As hosted projects have it: the stack's own database may lose what it committed just before a crash. */
async function durable(sql: postgres.Sql): Promise<AsyncDisposable> {
  await sql`alter role postgres set synchronous_commit = on`;
  await killFunction("events-send");
  return {
    [Symbol.asyncDispose]: async () => void await sql`alter role postgres reset synchronous_commit`,
  };
}

/**
 * Writes events as the platform does: under the lock of what they are about, several at a time, some in
 * transactions that last, some in ones that are undone. What a crash undid is written again.
 */
async function write(random: () => number): Promise<void> {
  let left = events;
  const writer = async () => {
    await using connection = reconnecting();
    while (left-- > 0) {
      const subject = `chaos/${1 + Math.floor(random() * subjects)}`;
      const [undone, lasts] = [random() < 0.1, random() < 0.05];
      await connection.run((sql) =>
        sql.begin(async (tx) => {
          const [row] = await tx`
          update public.chaos_subjects set n = n + 1 where subject = ${subject} returning n`;
          await tx`
          select ops.emit('tests.happened', ${subject}, jsonb_build_object('n', ${row!.n}::int))`;
          if (lasts) await pause(random() * 200);
          if (undone) throw new Error("undone");
        })
      ).catch(() => left += undone ? 0 : 1);
    }
  };
  await Promise.all(Array.from({ length: 4 }, writer));
}

/** How often something happened about each subject. */
async function counted(): Promise<Map<string, number>> {
  await using counts = reconnecting();
  const rows = await counts.run((sql) =>
    sql.begin(async (tx) => {
      // What was left without an answer is over before it is counted.
      await tx`lock table public.chaos_subjects in exclusive mode`;
      return await tx<{ subject: string; n: number }[]>`select * from public.chaos_subjects`;
    })
  );
  return new Map(rows.map(({ subject, n }) => [subject, n]));
}

Deno.test("no event is lost or out of order when sender, database and receiver are killed", async () => {
  using _ = outliveCutConnections();
  await using s = await subscribing();
  await using _durable = await durable(s.sql);
  const random = dice(seed);
  await using receiver = startReceiver(async (got) => {
    const fate = random();
    if (fate > 0.99) {
      // It did its work, and nobody hears of it.
      receiver.taken.push(got);
      return new Response("no", { status: 500 });
    }
    if (fate < 0.01) await pause(300);
    if (fate < 0.02) return new Response("no", { status: 500 });
    if (fate < 0.025) {
      return new Response("later", { status: 503, headers: { "retry-after": "0" } });
    }
    return new Response();
  });
  await s.subscribe("chaos", receiver.url);
  await s.sql`drop table if exists public.chaos_subjects`;
  await s.sql`
    create table public.chaos_subjects as
    select 'chaos/' || i as subject, 0 as n from generate_series(1, ${subjects}) i`;
  let over = false;
  const written = write(random).finally(() => over = true);
  const blows = [
    () => killFunction("events-send"),
    killDatabase,
    async () => {
      await receiver.stop();
      await pause(200);
      receiver.start();
    },
  ];
  const strike = async () => {
    for (let n = 0; n < 12; n++) {
      await pause(500 + random() * 1000);
      await blows[n % blows.length]!();
    }
  };
  const striking = strike();
  const first = new Map<string, number[]>();
  const ids = new Map<string, string>();
  let seen = 0;
  const look = () => {
    for (; seen < receiver.taken.length; seen++) {
      const { id, event } = receiver.taken[seen]!;
      const what = `${event.subject} ${event.data.n}`;
      // What comes twice has the same id, and is told from what is new by it.
      strictEqual(ids.get(what) ?? id, id, what);
      if (ids.has(what)) continue;
      ids.set(what, id);
      first.set(event.subject, [...first.get(event.subject) ?? [], event.data.n]);
    }
    return ids.size;
  };
  await s.until("all is written", () => (look(), over));
  await written;
  await striking;
  const wanted = await counted();
  const all = [...wanted.values()].reduce((sum, n) => sum + n, 0);
  await s.until(`all ${all} have arrived`, () => look() >= all);
  for (const [subject, n] of wanted) {
    deepStrictEqual(first.get(subject) ?? [], Array.from({ length: n }, (_, i) => i + 1), subject);
  }
  strictEqual(ids.size, all, "and none that was undone");
  console.log(`${all} events, ${receiver.taken.length - all} of them twice`);
  await s.sql`drop table public.chaos_subjects`;
});
