import { readableColumns } from "../../database/readable_columns.ts";
import {
  createTenantRole,
  dropTenantRole,
  observeTenantRole,
  type TenantRole,
  tenantRoleName,
} from "../../database/tenant_role.ts";
import { keepPassword, type SecretName } from "../../database/tenant_secrets.ts";
import { absent, type Observed, ownDatabaseOnly, type Work } from "../step.ts";

const elsewhere: Observed = {
  is: "skipped",
  why: "TENANT_DATABASE_URL is not set: Odoo's PostgreSQL is not ours.",
};

export const databaseRole = ownDatabaseOnly({
  name: "database_role",
  does:
    "Shut the database to everybody else, and give the tenant a role that reads of it what `control.readable_columns` names.",
  touches: "Odoo's PostgreSQL: a role and its grants; Vault",
  spares: true,
  async observe(work) {
    const admin = work.deps.config.tenantDatabaseUrl;
    if (!admin) return elsewhere;
    return await observeTenantRole(admin, await roleOf(work)) ? { is: "there" } : absent;
  },
  async apply(work) {
    const password = await keepPassword(work.deps.sql, secretOf(work));
    const role = await roleOf(work);
    const open = await createTenantRole(work.deps.config.tenantDatabaseUrl!, role, password);
    const told = open.length > 0 ? { open_to_every_role: open } : {};
    return { output: { database_role: role.role, ...told } };
  },
  compensate: drop,
});

export const removeRole = ownDatabaseOnly({
  name: "remove_role",
  does: "Drop the tenant's role.",
  touches: "Odoo's PostgreSQL",
  observe: ({ deps }) => Promise.resolve(deps.config.tenantDatabaseUrl ? absent : elsewhere),
  apply: drop,
});

async function drop(work: Work): Promise<void> {
  const admin = work.deps.config.tenantDatabaseUrl;
  if (admin) await dropTenantRole(admin, names(work));
}

async function roleOf(work: Work): Promise<TenantRole> {
  return { ...names(work), readable: await readableColumns(work.deps.sql) };
}

function names({ tenant }: Work) {
  return { database: tenant.database, role: tenantRoleName(tenant.slug) };
}

function secretOf({ tenant }: Work): SecretName {
  return `tenant/${tenant.slug}/database_role`;
}
