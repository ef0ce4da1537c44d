/** What server_test.ts asks of the stand-ins' owners and privileges; the real ones' are in extensions/privileges.json. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type postgres from "postgres";
import { root } from "../paths.ts";

/** Owner and privileges of every object of the extensions that the stack stands in for. */
export async function ownsAndGrants(sql: postgres.Sql) {
  const real = JSON.parse(
    await Deno.readTextFile(new URL("./extensions/privileges.json", import.meta.url)),
  );
  const rows = await sql<{ extension: string; object: string; owner: string; grants: unknown }[]>`
    with object as (
      select e.extname as extension, 'schema ' || n.nspname as object, n.nspowner as owner,
        coalesce(n.nspacl, acldefault('n', n.nspowner)) as acl
      from pg_extension e
      join pg_namespace n on (e.extname, n.nspname) in
        (('pg_net', 'net'), ('pg_cron', 'cron'), ('supabase_vault', 'vault'))
      union all
      select e.extname,
        case c.relkind when 'r' then 'table ' when 'v' then 'view ' else 'sequence ' end || c.oid::regclass,
        c.relowner, coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
      from pg_extension e
      join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid and c.relkind in ('r', 'v', 'S')
      union all
      select e.extname, 'function ' || p.oid::regprocedure, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
      from pg_extension e
      join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
      union all
      select e.extname, 'type ' || t.oid::regtype, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
      from pg_extension e
      join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
      left join pg_class c on c.oid = t.typrelid
      where t.typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c'
    )
    select o.extension, o.object, o.owner::regrole::text as owner, (
      select coalesce(jsonb_object_agg(g.grantee, g.privileges), '{}')
      from (
        select case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as grantee,
          string_agg(
            a.privilege_type || case when a.is_grantable then '*' else '' end, ' ' order by a.privilege_type
          ) as privileges
        from aclexplode(o.acl) a
        where a.grantee <> o.owner
        group by a.grantee
      ) g
    ) as grants
    from object o
    where o.extension in ('pg_net', 'pg_cron', 'supabase_vault')`;
  const ours: Record<string, Record<string, unknown>> = {};
  for (const { extension, object, owner, grants } of rows) {
    (ours[extension] ??= {})[object] = { owner, grants };
  }
  // Where the stand-in of Vault keeps its key: nobody else's, and no object of the real one.
  assert.deepEqual(ours.supabase_vault!["table vault.root_key"], {
    owner: "supabase_admin",
    grants: {},
  });
  delete ours.supabase_vault!["table vault.root_key"];
  assert.deepEqual(ours, real);
}

/** What postgres takes back in net, it takes from nobody. */
export async function staysOpen(sql: postgres.Sql) {
  await sql`revoke all on all tables in schema net from public`;
  await sql`revoke all on schema net from public`;
  await sql.begin(async (transaction) => {
    await transaction`create role somebody`;
    await transaction`grant somebody to postgres`;
    await transaction`set local role somebody`;
    assert.equal((await transaction`select from net.http_request_queue`).length, 0);
    await transaction`select net.http_get('http://127.0.0.1:9/')`;
  });
  await sql`delete from net.http_request_queue`;
}

/** The owner closes net with the block of docs/runbooks/analytics-login.md; ours can still call. */
export async function closes(sql: postgres.Sql, superuser: postgres.Sql) {
  const migration = await Deno.readTextFile(
    join(root, "supabase/schemas/ops/30_net_openings.sql"),
  );
  await sql.unsafe(`create schema ops; ${migration}`).simple();
  const isClosed = async () => (await sql`select ops.net_is_closed() as closed`)[0]!.closed;
  const openings = async () => (await sql`select n from ops.net_openings() n`).map(({ n }) => n);
  assert.equal(await isClosed(), false);
  const runbook = await Deno.readTextFile(join(root, "docs/runbooks/analytics-login.md"));
  await superuser.unsafe(/^-- As the owner of schema net[^\n]*\n(.*?)^```$/ms.exec(runbook)![1]!)
    .simple();
  assert.equal(await isClosed(), true);
  await superuser.unsafe(`
    create function public.spy() returns trigger language plpgsql as 'begin return null; end';
    create trigger spy after insert on net._http_response execute function public.spy()`).simple();
  assert.deepEqual(await openings(), ["trigger spy on net._http_response"]);
  await superuser`drop function public.spy() cascade`;
  assert.equal(await isClosed(), true);
  await sql`select net.http_get('http://127.0.0.1:9/')`;
  await sql`delete from net.http_request_queue`;
  const asSomebody = sql.begin(async (transaction) => {
    await transaction`set local role somebody`;
    await transaction`select from net.http_request_queue`;
  });
  await assert.rejects(asSomebody, /permission denied for schema net/);
}
