import { match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { toTheEnd } from "./support/runner.ts";
import { dropOdooDatabase } from "./support/stack.ts";
import {
  ask,
  databaseExists,
  databaseOf,
  ended,
  stack,
  tenancy,
  type TenancyAnswer,
  tenantBody,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A tenant whose name somebody else has on Odoo's server, while its own database is on another PostgreSQL. */
async function movedTenant(t: Tenancy): Promise<string> {
  const slug = t.slug("moved");
  const asked = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(asked.operation.id);
  await dropOdooDatabase(databaseOf(slug));
  await t.copyDatabase(databaseOf(slug)); // somebody else's: it has another uuid
  return slug;
}

/** The Supabase server as the other PostgreSQL, with databases of these names and uuids while it is looked at. */
async function otherServer(databases: Record<string, string>): Promise<AsyncDisposable> {
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  for (const [name, uuid] of Object.entries(databases)) {
    await sql.unsafe(`create database "${name}"`);
    const url = new URL(stack.databaseUrl);
    url.pathname = `/${name}`;
    const inside = postgres(url.href, { max: 1, onnotice: () => {} });
    await inside`create table ir_config_parameter (key text, value text)`;
    await inside`insert into ir_config_parameter values ('database.uuid', ${uuid})`;
    await inside.end();
  }
  return {
    async [Symbol.asyncDispose]() {
      for (const name of Object.keys(databases)) await sql.unsafe(`drop database "${name}"`);
      await sql.end();
    },
  };
}

/** Has the step that drops a tenant's database done by a runner with this environment. */
async function drop(t: Tenancy, slug: string, env: Record<string, string>): Promise<TenancyAnswer> {
  await using _alone = await undriven(t.sql);
  const [row] = await t.sql<[{ id: string }]>`
    insert into control.operations (tenant_id, kind, status, tenant_status, requested_by)
    select id, 'decommission', 'queued', status, 'a test' from control.tenants where slug = ${slug}
    returning id`;
  const step = { name: "remove_database", dangerous: true, max_attempts: 1 };
  await t.sql`select control.insert_steps(${row.id}, ${t.sql.json([step])})`;
  await t.sql`select control.put_next_step(${row.id})`;
  await toTheEnd(t.sql, row.id, env);
  return await ask("GET", `operations/${row.id}`);
}

async function uuidOf(t: Tenancy, slug: string): Promise<string> {
  const [row] = await t.sql<[{ uuids: string[] }]>`
    select d.uuids from control.tenant_databases d join control.tenants t on t.id = d.tenant_id
    where t.slug = ${slug}`;
  return row.uuids.at(-1)!;
}

testOnOwnServer("a PostgreSQL that is not below ODOO_URL proves nothing", async () => {
  await using t = await tenancy();
  const slug = await movedTenant(t);
  const own = { [databaseOf(slug)]: await uuidOf(t, slug) };
  await using _server = await otherServer(own);
  const { status, error } = await drop(t, slug, { TENANT_DATABASE_URL: stack.databaseUrl });
  strictEqual(status, "failed");
  strictEqual(error!.code, "misconfigured");
  match(error!.detail, /TENANT_DATABASE_URL has no Odoo database/);
  strictEqual(await databaseExists(slug), true, "theirs is there");
});

testOnOwnServer(
  "the PostgreSQL below ODOO_URL proves nothing of a tenant on another Odoo",
  async () => {
    await using t = await tenancy();
    const slug = await movedTenant(t);
    const own = { [databaseOf(slug)]: await uuidOf(t, slug), elsewhere: crypto.randomUUID() };
    await using _server = await otherServer(own);
    const { steps } = await drop(t, slug, {
      ODOO_URL: "http://127.0.0.1:1",
      ODOO_DB: "elsewhere",
      TENANT_DATABASE_URL: stack.databaseUrl,
    });
    match(steps[0]!.skip_reason, /is not known to be/);
    strictEqual(await databaseExists(slug), true, "theirs is there");
  },
);
