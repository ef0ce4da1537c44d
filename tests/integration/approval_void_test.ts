import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { created, toTheEnd, workOff } from "./support/runner.ts";
import { dropOdooDatabase } from "./support/stack.ts";
import {
  ask,
  ben,
  databaseOf,
  ended,
  odooPostgres,
  tenancy,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

interface Target {
  database: string;
  uuid: string;
  bytes: number;
  backup: { id: string; taken_at: string; bytes: number } | null;
}

/** An active tenant with a backup, worked off here alone. */
async function tenantWithBackup(t: Tenancy): Promise<string> {
  const slug = await created(t, "agreed");
  await backUp(t, slug);
  return slug;
}

async function backUp(t: Tenancy, slug: string): Promise<void> {
  const body = { type: "backup" };
  const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
  await toTheEnd(t.sql, operation.id);
  await ended(operation.id);
}

/** Ann asks for the end of a tenant. @returns the operation, and what it says that it would destroy */
async function asked(slug: string): Promise<{ id: string; target: Target }> {
  const body = { type: "decommission" };
  const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
  const { approval } = await ask("GET", `operations/${operation.id}`);
  return { id: operation.id, target: (approval as { target: Target }).target };
}

const approve = (id: string) => ask("POST", `operations/${id}/approve`, { actor: ben });

/** Has somebody else's database stand in the place of the tenant's for a while. */
async function withAnother(t: Tenancy, slug: string, work: () => Promise<void>): Promise<void> {
  const own = databaseOf(slug);
  await using odoo = odooPostgres();
  const uuids: string[] = [];
  const move = async (from: string, to: string) => {
    await odoo.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = ${from}`;
    await odoo.sql.unsafe(`alter database "${from}" rename to "${to}"`);
  };
  const uuid = async () => {
    await using inside = odooPostgres(own);
    const [row] = await inside.sql`
      select value from ir_config_parameter where key = 'database.uuid'`;
    return row!.value as string;
  };
  await move(own, `${own}_kept`);
  try {
    await t.copyDatabase(own);
    uuids.push(await uuid());
    await work();
    uuids.push(await uuid());
  } finally {
    await dropOdooDatabase(own);
    await move(`${own}_kept`, own);
  }
  strictEqual(uuids[0], uuids[1], "theirs stayed");
}

testOnOwnServer(
  "what was approved has changed: nothing is destroyed, and why is told",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = await tenantWithBackup(t);
    const rowsOf = async () => {
      await using inside = odooPostgres(databaseOf(slug));
      return (await inside.sql`select count(*)::int from res_users`)[0]!.count;
    };
    const expectVoid = async (id: string, status: string, detail: RegExp) => {
      const told = await ask("GET", `operations/${id}`);
      deepStrictEqual([told.status, told.error!.code], [status, "approval_void"]);
      match(told.error!.detail, detail);
      strictEqual((await t.tenant(slug))!.status, "active", "the tenant works as before");
      ok(await rowsOf() > 0);
    };

    await test.step("GET names the database, its size and its last backup", async () => {
      const { id, target } = await asked(slug);
      const [backup] = await t.sql`
      select id from control.backups where tenant_id = ${(await t.tenant(slug))!.id}`;
      strictEqual(target.database, databaseOf(slug));
      match(target.uuid, /^[0-9a-f-]{36}$/);
      ok(target.bytes > 5_000_000, String(target.bytes));
      strictEqual(target.backup!.id, backup!.id);
      await ask("POST", `operations/${id}/refuse`, { actor: ben });
    });

    await test.step("another database when it is approved", async () => {
      const { id } = await asked(slug);
      await withAnother(t, slug, async () => {
        strictEqual((await approve(id)).status, "cancelled");
        await workOff();
      });
      await expectVoid(id, "cancelled", /the database was .* and is none/);
    });

    await test.step("another database between the approval and the first step", async () => {
      const { id } = await asked(slug);
      strictEqual((await approve(id)).status, "queued");
      await withAnother(t, slug, async () => void await workOff());
      await expectVoid(id, "failed", /the database was .* and is none/);
    });

    await test.step("a newer backup when it is approved", async () => {
      const { id } = await asked(slug);
      // Beside the open operation no other one can take it.
      await t.sql`
      insert into control.backups (tenant_id, operation_id, status, object_path, sha256, bytes, odoo_version, taken_at, expires_at)
      select b.tenant_id, o.id, b.status, b.object_path || '.newer', b.sha256, b.bytes, b.odoo_version, clock_timestamp(), b.expires_at
      from control.backups b join control.operations o on o.tenant_id = b.tenant_id and o.kind = 'create'
      where b.tenant_id = ${(await t.tenant(slug))!.id}`;
      strictEqual((await approve(id)).status, "cancelled");
      await expectVoid(id, "cancelled", /the last backup was/);
      await t.sql`delete from control.backups where object_path like '%.newer'`;
    });

    await test.step("its last backup gone between the approval and the first step", async () => {
      const { id } = await asked(slug);
      strictEqual((await approve(id)).status, "queued");
      await t.sql`
      select control.forget_backup(id) from control.backups
      where tenant_id = ${(await t.tenant(slug))!.id}`;
      await workOff();
      await expectVoid(id, "failed", /the last backup was .* and is none/);
    });

    await test.step("nothing changed: it is done", async () => {
      const { id } = await asked(slug);
      await approve(id);
      await toTheEnd(t.sql, id);
      await ended(id);
      strictEqual((await t.tenant(slug))!.status, "decommissioned");
    });
  },
);
