import { endless } from "../../../supabase/functions/_shared/budget.ts";
import type { Config } from "../../../supabase/functions/_shared/config.ts";
import { messageQueue } from "../../../supabase/functions/_shared/database/notifications.ts";
import type { MessageQueue } from "../../../supabase/functions/_shared/database/notifications.ts";
import { sendMessages } from "../../../supabase/functions/_shared/notifications/send.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import { runnerDeps } from "./runner.ts";

const type = "tests.told";

/** What the functions are told of stand-ins at these addresses. */
export const peersAt = (
  { slack, mattermost, mailgun }: { slack?: string; mattermost?: string; mailgun?: string },
): Partial<Config> => ({
  slack: slack ? { url: slack, channel: "C0DEFAULT", token: new Secret("xoxb-hidden") } : undefined,
  mattermost: mattermost
    ? { url: mattermost, channel: "c".repeat(26), token: new Secret("hidden-bot") }
    : undefined,
  mailgun: mailgun
    ? {
      ...{ url: mailgun, domain: "mg.example.com", from: "ocp@mg.example.com" },
      key: new Secret("key-hidden"),
    }
    : undefined,
});

/** Notifications of a test, told by this process alone; ends with `await using`. */
export async function notifying() {
  const deps = runnerDeps();
  const { sql } = deps;
  const names: string[] = [];
  const emitted: { what: string; subject: string }[] = [];
  const queue = messageQueue(() => sql);
  const setPath = (path: string | null) =>
    sql`update ops.work_kinds set path = ${path} where kind = 'notify'`;
  await setPath(null);
  await sql`
    insert into ops.event_types (type, description) values (${type}, 'A test says so.')
    on conflict do nothing`;
  return {
    sql,
    queue,
    async notify(name: string, wishes: Record<string, unknown> = {}): Promise<void> {
      names.push(name);
      const row = { name, peer: "slack", types: [type], ...wishes };
      await sql`insert into ops.notifications ${sql(row)}`;
    },
    async emit(
      subject: string,
      count = 1,
      what = type,
      { tenant = null as string | null, ...data } = {},
    ): Promise<void> {
      emitted.push({ what, subject });
      await sql`
        select ops.emit(${what}, ${subject} || case when ${count} > 1 then n::text else '' end,
          ${sql.json(data)}, ${tenant})
        from generate_series(1, ${count}::int) n`;
    },
    /** A sender comes once for what is due. */
    async tell(peers: Partial<Config>, by: MessageQueue = queue): Promise<void> {
      await sql`select ops.wake_notifications()`;
      await sendMessages({ ...deps, sql, config: { ...deps.config, ...peers } }, by, endless);
    },
    /** Lets pauses pass, and the time of a lease. */
    async hurry(): Promise<void> {
      await sql`update ops.notifications set held_until = null where name = any (${names})`;
      await sql`
        update ops.messages set due_at = clock_timestamp()
        where notification = any (${names}) and ended is null`;
      await sql`
        update ops.work set run_after = clock_timestamp(),
          lease_expires_at = case when status = 'running' then clock_timestamp() end
        where kind = 'notify' and key = any (${names})`;
    },
    async state(name: string) {
      const [row] = await sql`
        select failures, error, extract(epoch from held_until - now())::float as pause,
          array(select coalesce(ended, 'waiting') from ops.messages m where m.notification = n.name order by made_at)
            as ended
        from ops.notifications n where name = ${name}`;
      return row as {
        failures: number;
        error: { code: string; detail: string } | null;
        pause: number | null;
        ended: string[];
      };
    },
    async [Symbol.asyncDispose]() {
      await sql`delete from ops.notifications where name = any (${names})`;
      // They are no events of the platform, of which other tests look at each.
      for (const { what, subject } of emitted) {
        await sql`delete from ops.events where type = ${what} and starts_with(subject, ${subject})`;
      }
      await setPath("events-send/messages");
      await deps[Symbol.asyncDispose]();
    },
  };
}
