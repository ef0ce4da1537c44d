import { readableColumns } from "../../database/readable_columns.ts";
import {
  createTenantRole,
  dropTenantRole,
  findTenantRole,
  foreignRole,
  observeTenantRole,
  type TenantRole,
  tenantRoleName,
} from "../../database/tenant_role.ts";
import { keepPassword, type SecretName } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import { odooUrl } from "../tenant/odoo.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { tenantsDatabase } from "../tenant/ownership.ts";
import { postgresBelow } from "../tenant/postgres_below.ts";
import {
  absent,
  optional,
  ownDatabaseOnly,
  type Skipped,
  type Step,
  type Work,
} from "../tenant/step.ts";
import { quoted } from "../../quoted.ts";

/** Only where Odoo's PostgreSQL is ours. */
const whereOurs = (step: Step) =>
  ownDatabaseOnly(optional(
    step,
    (_config, work) =>
      postgresBelow(work.deps, odooUrl(work))
        ? undefined
        : "TENANT_DATABASE_URL is not set, or the tenant's Odoo is not that of ODOO_URL: its PostgreSQL is not ours.",
  ));

export const databaseRole = whereOurs({
  name: "database_role",
  does:
    "Close the database to everybody else, and give the tenant a role that reads what `control.readable_columns` names.",
  touches: "Odoo's PostgreSQL: a role and its grants; Vault",
  harmless: true,
  async observe(work) {
    const there = await observeTenantRole(adminOf(work), await roleOf(work));
    return there ? { is: "there" } : absent;
  },
  async apply(work) {
    if (!await tenantsDatabase(work)) throw missing(work);
    const password = await keepPassword(work.deps.sql, secretOf(work));
    const role = await roleOf(work);
    const open = await createTenantRole(adminOf(work), role, password);
    const reported = open.length > 0 ? { open_to_every_role: open } : {};
    return { output: { database_role: role.role, ...reported } };
  },
  compensate: drop,
});

export const removeRole = whereOurs({
  name: "remove_role",
  does: "Drop the tenant's role; one that was not made for the tenant stays.",
  touches: "Odoo's PostgreSQL",
  observe: async (work) => await unlessForeign(work) ?? absent,
  async apply(work) {
    const left = await drop(work);
    return left && { output: { left_alone: left.why } };
  },
});

async function drop(work: Work): Promise<Skipped | void> {
  const left = await unlessForeign(work);
  if (left) return left;
  const { role, tenantId } = names(work);
  // What is granted in somebody else's database is that one's business.
  const found = await OwnedDatabase.ofTenant(work);
  const database = found.is === "ours" ? found.database.name : undefined;
  if (await dropTenantRole(adminOf(work), { role, tenantId, database })) return;
  const why =
    `The role ${role} has rights in databases that are not known to be the tenant's. It stays, and cannot log in.`;
  return { is: "skipped", why };
}

/** Why nothing is dropped; undefined where something is. */
async function unlessForeign(work: Work): Promise<Skipped | undefined> {
  const { role } = names(work);
  const found = await findTenantRole(adminOf(work), names(work));
  return found === "foreign" ? { is: "skipped", why: foreignRole(role) } : undefined;
}

/** The administrator of Odoo's PostgreSQL. */
const adminOf = (work: Work) => postgresBelow(work.deps, odooUrl(work))!;

function missing({ tenant: { slug, database } }: Work): AppError {
  const detail = `Cannot give tenant ${quoted(slug)} its role: the server has no database ${
    quoted(database)
  }.`;
  return new AppError("odoo_database_missing", detail);
}

async function roleOf(work: Work): Promise<TenantRole> {
  return { ...names(work), readable: await readableColumns(work.deps.sql) };
}

function names({ tenant }: Work) {
  return { database: tenant.database, role: tenantRoleName(tenant.slug), tenantId: tenant.id };
}

function secretOf({ tenant }: Work): SecretName {
  return `tenant/${tenant.slug}/database_role`;
}
