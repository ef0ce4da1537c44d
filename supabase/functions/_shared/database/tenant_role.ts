import type { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { run, within } from "./odoo_postgres.ts";
import { scramVerifier } from "./scram.ts";

/** A tenant's own role on Odoo's PostgreSQL: it reads one database and reaches no other. */
export interface TenantRole {
  /** The Odoo database; it must be there. */
  database: string;
  role: string;
}

/** The role of a tenant, by its slug: injective, as slugs hold no underscore. */
export function tenantRoleName(slug: string): string {
  return `tenant_${slug.replaceAll("-", "_")}`;
}

/** Tables with credentials, hashes and tokens, which Odoo itself guards by access rights. */
const guarded = [
  "auth_oauth_provider",
  "auth_totp_device",
  "certificate_key",
  "fetchmail_server",
  "iap_account",
  "ir_config_parameter",
  "ir_mail_server",
  "payment_provider",
  "payment_token",
  "res_users",
  "res_users_apikeys",
  "res_users_settings",
];

/**
 * Shuts a database to everybody but its owner and who is granted it. New ones are open to all of
 * the server, and so is their schema public, which Odoo sees to. Templates want it, too.
 */
export async function closeDatabase(admin: Secret, database: string): Promise<void> {
  await within(admin, database, async (sql) => {
    await run(sql, "revoke all on database %I from public", database);
    await run(sql, "revoke all on schema public from public");
  });
}

/**
 * Makes sure of the role with this password, and that it may read the tenant's database alone. Again
 * after modules were installed: their tables are opened then, and those that are guarded stay shut.
 */
export async function createTenantRole(
  admin: Secret,
  { database, role }: TenantRole,
  password: Secret,
): Promise<void> {
  await closeDatabase(admin, database);
  await within(admin, database, async (sql) => {
    await sql.begin(async (tx) => {
      for (const other of await tenantsIn(tx)) if (other !== role) await shutOut(tx, other);
      if (!await hasRole(tx, role)) await run(tx, "create role %I noinherit", role);
      await run(tx, "alter role %I login password %L", role, scramVerifier(password));
      await run(tx, "alter role %I set default_transaction_read_only = on", role);
      await run(tx, "grant connect on database %I to %I", database, role);
      await run(tx, "grant usage on schema public to %I", role);
      await run(tx, "grant select on all tables in schema public to %I", role);
      for (const table of await guardedIn(tx)) {
        await run(tx, "revoke all on %I from %I", table, role);
      }
      // Who did something is told by these.
      await run(tx, "grant select (id, login, active, partner_id) on res_users to %I", role);
    });
  });
}

/** Whether the role may read all it should in its database, and the server's others may not connect. */
export async function observeTenantRole(
  admin: Secret,
  { database, role }: TenantRole,
): Promise<boolean> {
  if (!await hasDatabase(admin, database)) return false;
  return await within(admin, database, async (sql) => {
    const [row] = await sql<[{ there: boolean }]>`
      select exists (
        select from pg_roles r, pg_database d
        where r.rolname = ${role} and d.datname = ${database}
          and has_database_privilege(r.oid, d.oid, 'connect')
          and not exists (
            select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) where grantee = 0
          )
          and not exists (
            select from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
              and has_table_privilege(r.oid, c.oid, 'select') = (c.relname = any (${guarded}))
          )
      ) as there
    `;
    return row.there;
  });
}

/** Takes the role away, from its database first where that is still there; none is fine. */
export async function dropTenantRole(admin: Secret, { database, role }: TenantRole): Promise<void> {
  const exists = await hasDatabase(admin, database);
  await within(admin, exists ? database : "postgres", async (sql) => {
    if (!await hasRole(sql, role)) return;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`;
    await run(sql, "drop owned by %I", role);
    await run(sql, "drop role %I", role);
  });
}

async function hasDatabase(admin: Secret, database: string): Promise<boolean> {
  return await within(admin, "postgres", async (sql) => {
    return (await sql`select from pg_database where datname = ${database}`).length > 0;
  });
}

async function hasRole(sql: Pick<Sql, "unsafe">, role: string): Promise<boolean> {
  return (await sql.unsafe("select from pg_roles where rolname = $1", [role])).length > 0;
}

/** The tenants' roles with grants on tables here: a copy brings those of its source along. */
async function tenantsIn(sql: Pick<Sql, "unsafe">): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select distinct r.rolname::text as name
     from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
     where c.relnamespace = 'public'::regnamespace and r.rolname like 'tenant\\_%'`,
  );
  return rows.map(({ name }) => name);
}

/** Not by DROP OWNED, which would take its right to connect to its own database as well. */
async function shutOut(sql: Pick<Sql, "unsafe">, role: string): Promise<void> {
  await run(sql, "revoke all on all tables in schema public from %I", role);
  await run(sql, "revoke all on schema public from %I", role);
}

async function guardedIn(sql: Pick<Sql, "unsafe">): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relname = any ($1)`,
    [guarded],
  );
  return rows.map(({ name }) => name);
}
