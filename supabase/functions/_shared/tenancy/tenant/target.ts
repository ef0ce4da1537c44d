import { refuseChangedTarget } from "../../database/approvals.ts";
import { readIdentity } from "../../database/database_identity.ts";
import type { Target, TenantRow } from "../../database/tenants.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { databaseBytes, databaseUuid } from "../../odoo/database_state.ts";
import { enterUnproven, odooUrl, type Reach } from "./odoo.ts";
import { OwnedDatabase } from "./owned_database.ts";
import { provenPostgres } from "./postgres_below.ts";
import type { Work } from "./step.ts";

/** People wait for the answer: a server that does not give one is told as that. */
const patienceMs = 10_000;

/** What an operation would destroy of a tenant now, for those who ask and approve. */
export async function seenTarget(deps: Deps, tenant: TenantRow): Promise<Target> {
  const unseen = (why: string): Target => ({ database: tenant.database, unseen: why });
  const patience = Promise.withResolvers<Target>();
  const timer = setTimeout(() => patience.resolve(unseen("Odoo gives no answer.")), patienceMs);
  try {
    const looking = lookAt({ deps, tenant, outputs: {} }).catch((error) => {
      if (error instanceof AppError) return unseen(error.detail);
      throw error;
    });
    return await Promise.race([looking, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws {AppError} approval_void where it is not what was approved; odoo_* */
export async function refuseUnlessAgreed(work: Work): Promise<void> {
  const { deps, operation } = work;
  await refuseChangedTarget(deps.sql, operation.id, await lookAt(work));
}

async function lookAt(reach: Reach): Promise<Target> {
  const { tenant } = reach;
  if (tenant.isolation === "schema") {
    return { database: null, why: "The tenant shares the database of its parent, which stays." };
  }
  const found = await OwnedDatabase.ofTenant(reach);
  if (found.is === "absent") return { database: null, why: "The tenant has no database." };
  if (found.is === "foreign") return { database: null, why: found.why };
  const admin = await provenPostgres(reach.deps, odooUrl(reach));
  const known = admin && await readIdentity(admin, found.database.name);
  if (known?.uuid) return { database: tenant.database, uuid: known.uuid, bytes: known.bytes };
  const client = await enterUnproven(reach);
  const uuid = await databaseUuid(client) ?? "";
  return { database: tenant.database, uuid, bytes: await databaseBytes(client) };
}
