import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { root } from "../../stack/paths.ts";
import { eventually } from "./support/eventually.ts";
import { ask, ended, stack, tenancy, tenantBody } from "./support/tenants.ts";

const denied = "42501";

/** The database of the stack as somebody else; ends with `await using`. */
function connected(username: string, password?: string) {
  const url = new URL(stack.databaseUrl);
  url.username = username;
  if (password !== undefined) url.password = password;
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) };
}

/** What the runbook has the owner of pg_net do. */
async function closing(): Promise<string> {
  const runbook = await Deno.readTextFile(join(root, "docs/runbooks/analytics-login.md"));
  const [, block] = runbook.match(/^## Close the schema$.*?^```sql\n(.*?)^```$/ms)!;
  return block!;
}

/** What pg_net's own script grants. */
const opening = `
  grant usage on schema net to public;
  grant all on all sequences in schema net to public;
  grant all on all tables in schema net to public;
  grant execute on all functions in schema net to public;`;

async function outcome(sql: postgres.Sql, statement: string): Promise<string> {
  try {
    await sql.unsafe(statement);
    return "allowed";
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    throw error;
  }
}

Deno.test("a tenant logs in to its schema where pg_net is closed to it, and nowhere else", async (test) => {
  await using t = await tenancy();
  await using owner = connected("supabase_admin");
  const create = async (what: string) => {
    const slug = t.slug(what);
    const { operation } = await ask("POST", "tenant-create", {
      body: tenantBody(slug, { isolation: "schema" }),
    });
    const { steps } = await ended(operation.id);
    return { slug, step: steps.find(({ name }) => name === "analytics_login")! };
  };
  const openings = async () => (await t.sql`select * from ops.net_openings()`).length;
  const role = (slug: string) => `analytics_${slug.replaceAll("-", "_")}`;
  const logsIn = async (slug: string) => {
    const [row] = await t.sql`select control.has_analytics_login(${slug}) as is`;
    return row!.is as boolean;
  };
  await owner.sql.unsafe(opening).simple();
  try {
    await test.step("open, as pg_net leaves it: no login, and the step says why", async () => {
      const { slug, step } = await create("login-open");
      strictEqual(step.status, "skipped");
      match(step.skip_reason, /PUBLIC has usage on schema net; .* more\. See docs\/runbooks/);
      strictEqual(await logsIn(slug), false);
      strictEqual(await t.secret(slug, "analytics_role"), undefined);
      await using somebody = connected(role(slug), "anything");
      await rejects(somebody.sql`select 1`);
    });

    await test.step("postgres cannot close it", async () => {
      await using other = connected("postgres");
      await outcome(other.sql, await closing());
      strictEqual(await openings() > 0, true);
    });

    await owner.sql.unsafe(await closing()).simple();
    strictEqual(await openings(), 0, "its owner can");
    const { slug, step } = await create("login-closed");
    strictEqual(step.status, "succeeded", "and the runner is still called through it");
    const password = await t.secret(slug, "analytics_role");
    await using own = connected(role(slug), password);

    await test.step("closed: the role reads its schema and touches nothing of pg_net", async () => {
      const wanted = {
        "select * from tenant_config": "allowed",
        "select * from net.http_request_queue": denied,
        "select * from net._http_response": denied,
        "select net.http_get('http://127.0.0.1:9')": denied,
        "begin read write; insert into net.http_request_queue (method, url, timeout_milliseconds) values ('GET', 'http://127.0.0.1:9', 1)":
          denied,
        "begin read write; create function pg_temp.f() returns trigger language plpgsql as 'begin return null; end'; create trigger t after insert on net._http_response for each row execute function pg_temp.f()":
          denied,
        "select * from control.tenants": denied,
        "select * from vault.decrypted_secrets": denied,
        [`begin read write; alter role ${role(slug)} superuser`]: denied,
      };
      for (const [statement, code] of Object.entries(wanted)) {
        strictEqual(await outcome(own.sql, statement), code, statement);
        await own.sql`rollback`;
      }
      strictEqual(await logsIn(slug), true);
    });

    await test.step("opened again by an update: the login goes, and an operator is told", async () => {
      await owner.sql.unsafe(opening).simple();
      await t.sql`select control.shut_exposed_logins()`;
      strictEqual(await logsIn(slug), false);
      await eventually("its session is over", async () => {
        const left = await t.sql`select from pg_stat_activity where usename = ${role(slug)}`;
        return left.length === 0;
      });
      await using again = connected(role(slug), password);
      await rejects(again.sql`select 1`, "and there is no other");
      const faults = await t.sql`
        select code from ops.reconcile_faults
        where task = 'control.shut_exposed_logins' and object = ${role(slug)}`;
      deepStrictEqual(faults.map(({ code }) => code), ["OC152"]);
    });
  } finally {
    await owner.sql.unsafe(opening).simple();
  }
});
