import { Secret } from "../secret.ts";
import { openDatabase, type Sql } from "./connection.ts";

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

/** Credentials, hashes and tokens that Odoo itself guards by access rights. */
const guarded = [
  "res_users_apikeys",
  "auth_totp_device",
  "ir_config_parameter",
  "ir_mail_server",
  "fetchmail_server",
  "payment_provider",
  "payment_token",
  "auth_oauth_provider",
  "res_users",
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

/** Makes sure of the role with this password, and that it may read the tenant's database alone. */
export async function createTenantRole(
  admin: Secret,
  { database, role }: TenantRole,
  password: Secret,
): Promise<void> {
  await closeDatabase(admin, database);
  await within(admin, database, async (sql) => {
    await sql.begin(async (tx) => {
      if (!await hasRole(tx, role)) await run(tx, "create role %I noinherit", role);
      await run(tx, "alter role %I login password %L", role, password.reveal());
      await run(tx, "alter role %I set default_transaction_read_only = on", role);
      await run(tx, "grant connect on database %I to %I", database, role);
      await run(tx, "grant usage on schema public to %I", role);
      await run(tx, "grant select on all tables in schema public to %I", role);
      for (const table of await guardedIn(tx)) {
        await run(tx, "revoke all on %I from %I", table, role);
      }
    });
  });
}

/** Whether the role is there and may connect to the database, and nobody else's role may. */
export async function observeTenantRole(
  admin: Secret,
  { database, role }: TenantRole,
): Promise<boolean> {
  return await within(admin, "postgres", async (sql) => {
    const [row] = await sql<[{ there: boolean }]>`
      select coalesce(bool_or(has_database_privilege(r.oid, d.oid, 'connect')), false)
        and not exists (
          select from pg_database o, aclexplode(coalesce(o.datacl, acldefault('d', o.datdba))) a
          where o.datname = ${database} and a.grantee = 0
        ) as there
      from pg_roles r, pg_database d
      where r.rolname = ${role} and d.datname = ${database}
    `;
    return row.there;
  });
}

/** Takes the role away, from its database first where that is still there; none is fine. */
export async function dropTenantRole(admin: Secret, { database, role }: TenantRole): Promise<void> {
  const exists = await within(admin, "postgres", async (sql) => {
    const rows = await sql`select from pg_database where datname = ${database}`;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${role}`;
    return rows.length > 0;
  });
  await within(admin, exists ? database : "postgres", async (sql) => {
    if (!await hasRole(sql, role)) return;
    await run(sql, "drop owned by %I", role);
    await run(sql, "drop role %I", role);
  });
}

async function hasRole(sql: Pick<Sql, "unsafe">, role: string): Promise<boolean> {
  return (await sql.unsafe("select from pg_roles where rolname = $1", [role])).length > 0;
}

async function guardedIn(sql: Pick<Sql, "unsafe">): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select relname::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relname = any ($1)`,
    [guarded],
  );
  return rows.map(({ name }) => name);
}

/** DDL takes no parameters, so the server quotes them: %I a name, %L a text. */
async function run(sql: Pick<Sql, "unsafe">, statement: string, ...values: string[]) {
  const [row] = await sql.unsafe<{ text: string }[]>(
    "select format($1, variadic $2::text[]) as text",
    [statement, values],
  );
  await sql.unsafe(row!.text);
}

/** Works in one database of the administrator's server. */
async function within<T>(
  admin: Secret,
  database: string,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const url = new URL(admin.reveal());
  url.pathname = `/${database}`;
  const sql = openDatabase(new Secret(url.href));
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
