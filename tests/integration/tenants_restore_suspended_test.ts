import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { ownBackups } from "./support/backups.ts";
import { KillPoints, mortalRun } from "./support/mortal.ts";
import { created, toTheEnd } from "./support/runner.ts";
import {
  ask,
  ben,
  databaseNames,
  databaseOf,
  giveAttempts,
  odooPostgres,
  passTime,
  tenancy,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** What a database does by itself: scheduled actions, and mail servers that lead somewhere. */
async function doings(database: string): Promise<string[]> {
  await using odoo = odooPostgres(database);
  const rows = await odoo.sql<{ doing: string }[]>`
    select 'action ' || id as doing from ir_cron where active
    union all select 'out by ' || smtp_host from ir_mail_server where active and smtp_host <> 'invalid'
    union all select 'in from ' || server from fetchmail_server where active
    -- Without any server of its own, it uses that of Odoo's configuration.
    union all select 'out by default' where not exists (select from ir_mail_server where active)
    order by 1`;
  return rows.map(({ doing }) => doing);
}

/** What is left in a database of its suspension. */
async function traces(database: string): Promise<string[]> {
  await using odoo = odooPostgres(database);
  const rows = await odoo.sql<{ trace: string }[]>`
    select key as trace from ir_config_parameter where key like 'control.%'
    union all select smtp_host from ir_mail_server where smtp_host = 'invalid'`;
  return rows.map(({ trace }) => trace);
}

/** A tenant with mail servers, some of which are off, as one scheduled action is; and its backup. */
async function backedUp(t: Tenancy, what: string) {
  const slug = await created(t, what);
  const database = databaseOf(slug);
  {
    await using odoo = odooPostgres(database);
    await odoo.sql.unsafe(`
      insert into ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active)
      values ('Out', 'smtp.example.com', 25, 'none', 'login', true), ('Old', 'old.example.com', 25, 'none', 'login', false);
      insert into fetchmail_server (name, server, server_type, active, state)
      values ('In', 'imap.example.com', 'imap', true, 'draft'), ('Gone', 'gone.example.com', 'imap', false, 'draft');
      update ir_cron set active = false where id = (select max(id) from ir_cron where active)`);
  }
  const body = { type: "backup" };
  const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
  await toTheEnd(t.sql, operation.id);
  const [backup] = await ownBackups(slug);
  return { slug, database, backup: backup!.id, before: await doings(database) };
}

async function restore(slug: string, backup: string): Promise<string> {
  const body = { type: "restore", params: { backup } };
  const { operation: { id } } = await ask("POST", `tenants/${slug}/operations`, { body });
  await ask("POST", `operations/${id}/approve`, { actor: ben });
  return id;
}

/** Where one of the two is suspended, renamed, reactivated or dropped; and from where it is undone. */
const turning = /^(undoing )?(restore_staging|swap|reactivate_restored|smoke_test|drop_replaced)$/;

/** Odoo has restored, and whoever was to suspend it died before: the next one does. */
const tooEarly = [
  "restore_staging: after db.restore",
  "restore_staging: after ir.actions.server.load",
];

/** Lets one process after another die until the operation has ended, and looks at its databases after each death. */
async function watched(t: Tenancy, id: string, env = {}, cancelAt?: string) {
  const points = new KillPoints((step) => turning.test(step));
  const seen = new Set<string>();
  for (let run = 0; run < 200; run++) {
    await giveAttempts(t.sql, id);
    await passTime(t.sql, id);
    await mortalRun(points, env);
    const last = points.struck.at(-1);
    for (const name of await databaseNames()) {
      const use = /^(restoring|replaced)_/.exec(name)?.[1];
      if (!use) continue;
      seen.add(use);
      if (use === "restoring" && tooEarly.includes(last!)) continue;
      deepStrictEqual(await doings(name), [], `${use} is suspended when killed at ${last}`);
    }
    if (last === cancelAt) await ask("POST", `operations/${id}/cancel`);
    const { status, finished_at } = await ask("GET", `operations/${id}`);
    if (finished_at) return { status, seen: [...seen].sort(), struck: points.struck };
  }
  throw new Error(`Cannot go on with ${id}: it does not end. ${points.list()}`);
}

/** The dead never hear their answers. */
const leavesTheDead = { sanitizeOps: false, sanitizeResources: false };

testOnOwnServer(
  "of the two databases of a restoration one is suspended at every moment",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const { slug, database, backup, before } = await backedUp(t, "suspended");
    ok(before.includes("out by smtp.example.com") && before.includes("in from imap.example.com"));
    ok(before.some((doing) => doing.startsWith("action ")));

    for (
      const [how, env] of [
        ["past Odoo", {}],
        ["inside Odoo, where its PostgreSQL is out of reach", { TENANT_DATABASE_URL: "" }],
      ] as const
    ) {
      await test.step(`exactly what did something before does it again: ${how}`, async () => {
        const { status, seen } = await watched(t, await restore(slug, backup), env);
        deepStrictEqual([status, seen], ["succeeded", ["replaced", "restoring"]]);
        deepStrictEqual([await doings(database), await traces(database)], [before, []]);
        strictEqual((await t.tenant(slug))!.status, "active");
      });
    }

    await test.step("undone: the one from before is active again, the other is gone", async () => {
      const id = await restore(slug, backup);
      const { status, struck } = await watched(t, id, {}, "smoke_test: at its beginning");
      strictEqual(status, "cancelled");
      ok(struck.includes("undoing swap: at its end"), struck.join("\n"));
      deepStrictEqual([await doings(database), await traces(database)], [before, []]);
      strictEqual((await t.tenant(slug))!.status, "active", "all was undone");
      const left = (await databaseNames()).filter((name) => /^(restoring|replaced)_/.test(name));
      deepStrictEqual(left, []);
    });
  },
  leavesTheDead,
);
