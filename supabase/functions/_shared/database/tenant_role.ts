import type postgres from "postgres";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { run, within } from "./odoo_postgres.ts";
import { grantsOf, type Readable, readsExactly } from "./readable_columns.ts";
import { scramVerifier } from "./scram.ts";
import { isTenants, shutOwnDatabases, tenantMark } from "./server_databases.ts";

/** A tenant's own role on Odoo's PostgreSQL: it reads one database and reaches no other. */
export interface TenantRole {
  /** The Odoo database; it must be there. */
  database: string;
  role: string;
  /** All that it may read; what the database does not have is passed over. */
  readable: Readable[];
  /** By whose id the role is known as ours. */
  tenantId: string;
}

/** The comment on a role that says whose it is; another role of that name is somebody else's. */
const markOf = ({ tenantId }: Pick<TenantRole, "tenantId">) => `${tenantMark}${tenantId}`;

/** The role of a tenant, by its slug: injective, as slugs hold no underscore. */
export function tenantRoleName(slug: string): string {
  return `tenant_${slug.replaceAll("-", "_")}`;
}

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
 * Makes sure of the role with this password, that it may read of the tenant's database what it
 * should and nothing else, and that the server's own databases are shut to it. Again after modules were
 * installed, for the tables that came. Returns databases of others that every role gets into.
 * @throws {AppError} not_ours when somebody else has a role of that name
 */
export async function createTenantRole(
  admin: Secret,
  { database, role, tenantId, readable }: TenantRole,
  password: Secret,
): Promise<string[]> {
  if (await findTenantRole(admin, { role, tenantId }) === "foreign") throw foreign(role);
  await closeDatabase(admin, database);
  await within(admin, database, async (sql) => {
    await sql.begin(async (tx) => {
      for (const other of await tenantsIn(tx)) if (other !== role) await shutOut(tx, other);
      if (!await hasRole(tx, role)) {
        await run(tx, "create role %I noinherit", role);
        await run(tx, "comment on role %I is %L", role, markOf({ tenantId }));
      }
      await run(tx, "alter role %I login password %L", role, scramVerifier(password));
      await run(tx, "alter role %I set default_transaction_read_only = on", role);
      await run(tx, "grant connect on database %I to %I", database, role);
      await run(tx, "revoke all on all tables in schema public from %I", role);
      await run(tx, "grant usage on schema public to %I", role);
      await tx.unsafe(await grantsOf(tx, role, readable));
    });
  });
  return await shutOwnDatabases(admin);
}

/** Whether the role may read all it should and nothing else, and the server's others may not connect. */
export async function observeTenantRole(
  admin: Secret,
  { database, role, tenantId, readable }: TenantRole,
): Promise<boolean> {
  if (!await hasDatabase(admin, database)) return false;
  if (await findTenantRole(admin, { role, tenantId }) !== "ours") return false;
  return await within(admin, database, async (sql) => {
    if (!await readsExactly(sql, role, readable)) return false;
    const [row] = await sql<[{ there: boolean }]>`
      select exists (
        select from pg_roles r, pg_database d
        where r.rolname = ${role} and d.datname = ${database}
          and has_database_privilege(r.oid, d.oid, 'connect')
          and not exists (
            select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) where grantee = 0
          )
      ) as there
    `;
    return row.there;
  });
}

/** Whether the server has a role of that name, and whether it was made for this tenant. */
export async function findTenantRole(
  admin: Secret,
  { role, tenantId }: Pick<TenantRole, "role" | "tenantId">,
): Promise<"absent" | "ours" | "foreign"> {
  return await within(admin, "postgres", async (sql) => {
    const [row] = await sql`
      select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = ${role}
    `;
    if (!row) return "absent";
    return row.mark === markOf({ tenantId }) ? "ours" : "foreign";
  });
}

/** What has to be told of a role that is somebody else's. */
export function foreignRole(role: string): string {
  return `The role ${role} on Odoo's PostgreSQL was not made for this tenant. It was left alone.`;
}

function foreign(role: string): AppError {
  return new AppError("not_ours", foreignRole(role));
}

/**
 * Takes the tenant's role away, from its database first where that is still there and the tenant's;
 * none is fine, and one that is somebody else's stays. @returns false for one that has rights in other
 * databases, too: it stays there, and lets nobody in any more
 */
export async function dropTenantRole(
  admin: Secret,
  { database, role, tenantId }: Pick<TenantRole, "role" | "tenantId"> & { database?: string },
): Promise<boolean> {
  if (await findTenantRole(admin, { role, tenantId }) !== "ours") return true;
  const exists = database !== undefined && await hasDatabase(admin, database);
  return await within(admin, exists ? database : "postgres", async (sql) => {
    await run(sql, "alter role %I nologin", role);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`;
    await run(sql, "drop owned by %I", role);
    try {
      await run(sql, "drop role %I", role);
      return true;
    } catch (error) {
      if ((error as postgres.PostgresError).code !== "2BP01") throw error;
      return false;
    }
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

/** The tenants' roles with grants on tables or columns here: a copy brings those of its source along. */
async function tenantsIn(sql: Pick<Sql, "unsafe">): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select r.rolname::text as name
     from pg_roles r
     where ${isTenants("r.oid")} and r.oid in (
       select a.grantee from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace = 'public'::regnamespace
       union
       select a.grantee
       from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
       where c.relnamespace = 'public'::regnamespace and t.attacl is not null
     )`,
  );
  return rows.map(({ name }) => name);
}

/** Not by DROP OWNED, which would take its right to connect to its own database as well. */
async function shutOut(sql: Pick<Sql, "unsafe">, role: string): Promise<void> {
  await run(sql, "revoke all on all tables in schema public from %I", role);
  await run(sql, "revoke all on schema public from %I", role);
}
