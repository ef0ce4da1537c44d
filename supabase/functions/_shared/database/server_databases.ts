import type { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { run, within } from "./odoo_postgres.ts";

/** How the comment on a tenant's role begins; the tenant's id follows. */
export const tenantMark = "Reads for tenant ";

/** SQL: whether a role, by its oid, was made for a tenant, whatever it is called. */
export const isTenants = (oid: string) =>
  `coalesce(starts_with(shobj_description(${oid}, 'pg_authid'), '${tenantMark}'), false)`;

/**
 * Shuts the databases that come with every server to the tenants' roles: whoever could log in there
 * still can, by name instead of as one of all. Returns the databases of others that all get into.
 */
export async function shutOwnDatabases(admin: Secret): Promise<string[]> {
  return await within(admin, "postgres", async (sql) => {
    return await sql.begin(async (tx) => {
      // Two must not change the same grants at once.
      await tx`select pg_advisory_xact_lock(hashtext('control plane: grants on databases'))`;
      for (const { name, ours } of await openDatabases(tx)) {
        if (!ours) continue;
        for (const login of await otherLogins(tx)) {
          await run(tx, "grant connect on database %I to %I", name, login);
        }
        await run(tx, "revoke connect on database %I from public", name);
      }
      return (await openDatabases(tx)).map(({ name }) => name);
    });
  });
}

/** Those that every role may connect to; `ours`: the server's own, and its administrator may change it. */
async function openDatabases(sql: Pick<Sql, "unsafe">): Promise<{ name: string; ours: boolean }[]> {
  return await sql.unsafe<{ name: string; ours: boolean }[]>(
    `select d.datname::text as name,
       d.datname in ('postgres', 'template1') and pg_has_role(d.datdba, 'usage') as ours
     from pg_database d
     where d.datallowconn and exists (
       select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
       where a.grantee = 0 and a.privilege_type = 'CONNECT'
     )
     order by d.datname`,
  );
}

async function otherLogins(sql: Pick<Sql, "unsafe">): Promise<string[]> {
  const rows = await sql.unsafe<{ name: string }[]>(
    `select rolname::text as name from pg_roles
     where rolcanlogin and not rolsuper and not ${isTenants("oid")}`,
  );
  return rows.map(({ name }) => name);
}
