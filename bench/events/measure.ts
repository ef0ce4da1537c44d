import {
  cloudEvent,
  type StoredEvent,
} from "../../supabase/functions/_shared/events/cloud_event.ts";
import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { Progress } from "../../stack/types.ts";

export interface EventFigures {
  events: number;
  subjects: number;
  /** To write them into the outbox, in transactions of 100. */
  written: number;
  /** A plain loop that posts the same bodies one after another, each second. */
  plain: number;
  /** What the sender drains, each second. */
  drained: number;
}

const events = 10_000;
const subjects = 500;

/** Writes events, posts their bodies in a plain loop, and then has the sender drain them to the same receiver. */
export async function measureEvents(sql: Sql, progress: Progress): Promise<EventFigures> {
  const seen = new Set<string>();
  const all = Promise.withResolvers<void>();
  const receiver = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (r) => {
    await r.body?.cancel();
    seen.add(r.headers.get("webhook-id") ?? "");
    if (seen.size === events) all.resolve();
    return new Response();
  });
  const url = `http://127.0.0.1:${receiver.addr.port}/`;
  await sql`insert into ops.event_types values ('bench.happened', 'It was measured.')`;
  await sql`
    insert into ops.subscriptions (name, url, types, enabled)
    values ('bench', ${url}, '{bench.*}', false)`;
  await sql`select ops.make_subscription_secret('bench', 1)`;
  const written = await progress.step(`Write ${events} events`, () => write(sql));
  const plain = await progress.step("Post them in a plain loop", () => postPlainly(sql, url));
  seen.clear();
  const drained = await progress.step("Drain them", async () => {
    const started = performance.now();
    await sql`update ops.subscriptions set enabled = true where name = 'bench'`;
    await sql`select ops.wake_subscriptions()`;
    await all.promise;
    return rate(started);
  });
  await receiver.shutdown();
  return { events, subjects, written, plain, drained };
}

async function write(sql: Sql): Promise<number> {
  const started = performance.now();
  for (let first = 0; first < events; first += 100) {
    await sql`
      select ops.emit('bench.happened', 'benches/' || n % ${subjects}::int,
        jsonb_build_object('n', n, 'text', repeat('what happened ', 20)))
      from generate_series(${first}::int, ${first + 99}::int) n`;
  }
  return rate(started);
}

async function postPlainly(sql: Sql, url: string): Promise<number> {
  const stored = await sql<StoredEvent[]>`
    select id, type, subject, tenant, at::text, position::int, data from ops.events
    where type = 'bench.happened'`;
  const started = performance.now();
  for (const event of stored) {
    const answer = await fetch(url, { method: "POST", body: cloudEvent(event, url) });
    await answer.body?.cancel();
  }
  return rate(started);
}

const rate = (started: number) => events / ((performance.now() - started) / 1000);
