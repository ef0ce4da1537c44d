import postgres from "postgres";
import { eventually } from "./eventually.ts";
import { reconnecting } from "./reconnecting.ts";
import { loadStack } from "./stack.ts";

const type = "tests.happened";

/** Subscriptions of a test, with retries that are quick; ends with `await using`. */
export async function subscribing() {
  const sql = postgres(loadStack().databaseUrl, { max: 4, onnotice: () => {} });
  const names: string[] = [];
  await sql`
    insert into ops.event_types (type, description) values (${type}, 'A test says so.')
    on conflict do nothing`;
  await sql`
    update ops.work_kinds set backoff_base = 0.1, backoff_cap = 0.5, lease_seconds = 5
    where kind = 'deliver'`;
  return {
    sql,
    /** @returns its secret */
    async subscribe(name: string, url: string, types = [type]): Promise<string> {
      names.push(name);
      const [row] = await sql`
        with made as (
          insert into ops.subscriptions (name, url, types) values (${name}, ${url}, ${types})
          returning name
        )
        select ops.make_subscription_secret(name, 1) as secret from made`;
      return row!.secret;
    },
    async emit(subject: string, count = 1): Promise<void> {
      await sql`
        select ops.emit(${type}, ${subject}, jsonb_build_object('n', n))
        from generate_series(1, ${count}) n`;
    },
    /** Waits until `look` finds what it looks for, and has the database do what is due meanwhile. */
    async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
      await using ticks = reconnecting();
      return await eventually(what, async () => {
        // A database that was killed a moment ago is back soon.
        await ticks.run((sql) => sql`select ops.wake_subscriptions(), ops.tick()`).catch(() => {});
        return look();
      }, { everyMs: 100, seconds: 300 });
    },
    async [Symbol.asyncDispose]() {
      await sql`delete from ops.subscriptions where name = any (${names})`;
      await sql`
        update ops.work_kinds set backoff_base = 5, backoff_cap = 3600, lease_seconds = 60
        where kind = 'deliver'`;
      await sql.end({ timeout: 1 });
    },
  };
}
