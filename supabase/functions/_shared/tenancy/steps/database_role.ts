import {
  createTenantRole,
  dropTenantRole,
  observeTenantRole,
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
  does: "Shut the database to everybody else, and give the tenant a role that reads it.",
  touches: "Odoo's PostgreSQL: a role and its grants; Vault",
  spares: true,
  async observe(work) {
    const admin = work.deps.config.tenantDatabaseUrl;
    if (!admin) return elsewhere;
    return await observeTenantRole(admin, names(work)) ? { is: "there" } : absent;
  },
  async apply(work) {
    const password = await keepPassword(work.deps.sql, secretOf(work));
    await createTenantRole(work.deps.config.tenantDatabaseUrl!, names(work), password);
    return { output: { database_role: names(work).role } };
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

function names({ tenant }: Work) {
  return { database: tenant.database, role: tenantRoleName(tenant.slug) };
}

function secretOf({ tenant }: Work): SecretName {
  return `tenant/${tenant.slug}/database_role`;
}
