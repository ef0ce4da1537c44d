import { createHash } from "node:crypto";
import { join } from "node:path";
import type postgres from "postgres";
import { instanceDir } from "../../../stack/paths.ts";
import { filesBelow } from "../../files.ts";
import { overwriteObject, storedObject } from "./backups.ts";
import { dropOdooDatabase } from "./stack.ts";
import { databaseOf, odooPostgres, stack, type tenancy } from "./tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/**
 * What somebody else has under all names of a tenant: an Odoo database with its files, which the tenant's
 * addresses and the secrets beside it open and whose uuid is the tenant's id; roles, a schema, objects, secrets;
 * and a binding, unless operations have made one.
 */
export async function takeNames(t: Tenancy, slug: string): Promise<void> {
  const name = slug.replaceAll("-", "_");
  const { id } = (await t.tenant(slug))!;
  await t.copyDatabase(databaseOf(slug));
  await Deno.mkdir(join(filesOf(slug), "aa"), { recursive: true });
  await Deno.writeTextFile(join(filesOf(slug), "aa/theirs"), `of ${slug}`);
  {
    await using odoo = odooPostgres(databaseOf(slug));
    // Nothing runs in it by itself, so that every difference is ours.
    await odoo.sql`update ir_cron set active = false`;
    await odoo.sql`update res_users set login = ${`${slug}@example.com`} where login = 'admin'`;
    await odoo.sql`update ir_config_parameter set value = ${id} where key = 'database.uuid'`;
    await odoo.sql.unsafe(`create role "tenant_${name}" login password 'theirs'`);
    await odoo.sql.unsafe(`comment on role "tenant_${name}" is 'Theirs'`);
    await odoo.sql.unsafe(`grant select on res_partner to "tenant_${name}"`);
  }
  await t.sql.unsafe(`
    create role "analytics_${name}" nologin;
    create schema "${name}";
    create table "${name}".tenant_config (key text, value jsonb);
    insert into "${name}".tenant_config values ('theirs', '1');
    grant usage on schema "${name}" to "analytics_${name}"`);
  await t.sql`
    insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
    values (${`theirs-${slug}`}, ${slug}, 'http://127.0.0.1:9', 'theirs', 'them', 'theirs')
    on conflict (project_ref, account_slug, tenant_slug) do nothing`;
  for (const what of ["odoo_admin", "odoo_bot", "database_role", "theirs"]) {
    const value = stack.odoo.logins.admin.password;
    await t.sql`select vault.create_secret(${value}, ${`tenant/${slug}/${what}`}, 'theirs')`;
  }
  await overwriteObject(`${slug}/theirs.zip`, new TextEncoder().encode(`of ${slug}`));
}

/** Drops all of it, and what steps that ran alone have left beside. */
export async function giveNamesBack(t: Tenancy, slug: string): Promise<void> {
  const name = slug.replaceAll("-", "_");
  const beside = await t.sql`
    select d.database from control.operation_databases d
    join control.operations o on o.id = d.operation_id
    where o.tenant_id = (select id from control.tenants where slug = ${slug})`;
  for (const { database } of beside) await dropOdooDatabase(database);
  await t.sql`delete from ops.odoo_bindings where name = ${`theirs-${slug}`}`;
  await t.sql.unsafe(`drop schema if exists "${name}" cascade`);
  await t.sql.unsafe(`drop role if exists "analytics_${name}"`);
  await t.sql`delete from vault.secrets where starts_with(name, ${`tenant/${slug}/`})`;
  await Deno.remove(filesOf(slug), { recursive: true });
  await using odoo = odooPostgres();
  await odoo.sql.unsafe(`drop database if exists "${databaseOf(slug)}" with (force)`);
  await odoo.sql.unsafe(`drop role if exists "tenant_${name}"`);
}

/** A digest of each thing of those names, byte for byte. */
export async function digests(t: Tenancy, slug: string): Promise<Record<string, string>> {
  const name = slug.replaceAll("-", "_");
  const like = `${slug}/`;
  await using odoo = odooPostgres();
  await using inside = odooPostgres(databaseOf(slug));
  return {
    database: await rows(odoo.sql`
      select d.*, shobj_description(d.oid, 'pg_database') from pg_database d
      where datname = ${databaseOf(slug)}`),
    content: await contentOf(inside.sql, "public"),
    files: await digestOfFiles(filesOf(slug)),
    role: await rows(odoo.sql`
      select a.*, shobj_description(a.oid, 'pg_authid') from pg_authid a
      where rolname = ${`tenant_${name}`}`),
    schema: await rows(t.sql`
      select n.*, obj_description(n.oid, 'pg_namespace') from pg_namespace n where nspname = ${name}`),
    tables: await contentOf(t.sql, name),
    analytics_role: await rows(t.sql`
      select r.*, shobj_description(r.oid, 'pg_authid') from pg_roles r
      where rolname = ${`analytics_${name}`}`),
    secrets: await rows(t.sql`
      select * from vault.secrets where starts_with(name, ${`tenant/${like}`}) order by name`),
    bindings: await rows(t.sql`
      select * from ops.odoo_bindings where tenant_slug = ${slug} order by name`),
    object: digest([...(await storedObject(`${slug}/theirs.zip`))!]),
  };
}

const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** @throws {Error} for none: a digest of nothing would show nothing */
async function rows(found: PromiseLike<postgres.RowList<postgres.Row[]>>): Promise<string> {
  const list = [...await found];
  if (list.length === 0) throw new Error("Cannot take a digest: there is nothing any more.");
  return digest(list);
}

/** All tables of a schema with their definition, owner, rights and rows. */
async function contentOf(sql: postgres.Sql, schema: string): Promise<string> {
  const tables = await sql<{ name: string; kind: string; row: unknown }[]>`
    select c.relname::text as name, c.relkind::text as kind, to_jsonb(c) - array[
      'relpages', 'reltuples', 'relallvisible', 'relfrozenxid', 'relminmxid', 'relhasindex'
    ] as row
    from pg_class c where relnamespace = ${schema}::regnamespace and relkind in ('r', 'v', 'm', 'S')
    order by 1`;
  const all: unknown[] = [];
  for (const { name, kind, row } of tables) {
    const [content] = await (kind === "S"
      ? sql`select last_value || ' ' || is_called as md5 from ${sql(schema)}.${sql(name)}`
      : sql`
      select md5(coalesce(string_agg(md5(r::text), '' order by md5(r::text)), '')) as md5
      from ${sql(schema)}.${sql(name)} r`);
    all.push([name, row, content!.md5]);
  }
  if (all.length === 0) throw new Error(`Cannot take a digest: ${schema} has no table any more.`);
  return digest(all);
}

/** Where Odoo keeps the files of a database, beside it. */
function filesOf(slug: string): string {
  return join(instanceDir(stack.instance), "odoo/odoo-data/filestore", databaseOf(slug));
}

async function digestOfFiles(folder: string): Promise<string> {
  const files = (await filesBelow(folder, "")).sort();
  if (files.length === 0) throw new Error(`Cannot take a digest: ${folder} is empty.`);
  const content = files.map((file) => [file, digest([...Deno.readFileSync(file)])]);
  return digest(content);
}
