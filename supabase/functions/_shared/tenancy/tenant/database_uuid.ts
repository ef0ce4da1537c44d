import { readIdentity } from "../../database/database_identity.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { enterUnproven, odooUrl, type Reach } from "./odoo.ts";
import { provenPostgres } from "./postgres_below.ts";
import { enter, type Known } from "./template.ts";

/** Of the tenant's database; undefined where nobody of ours gets in. @throws {AppError} odoo_* */
export async function tenantUuid(work: Reach): Promise<string | undefined> {
  const known = await pastOdoo(work.deps, odooUrl(work), work.tenant.database);
  if (known) return known.uuid;
  try {
    return await databaseUuid(await enterUnproven(work));
  } catch (error) {
    const shut = error instanceof AppError &&
      ["odoo_auth_failed", "misconfigured"].includes(error.code);
    if (shut) return undefined;
    throw error;
  }
}

/** Of what has a template's name; undefined where it refuses both logins of the template. @throws {OdooFault} */
export async function uuidOfTemplate(template: Known): Promise<string | undefined> {
  const { deps, row } = template;
  const known = await pastOdoo(deps, row.odoo_url, row.database);
  if (known) return known.uuid;
  const client = await enter(template, "bot") ?? await enter(template, "admin");
  return client && await databaseUuid(client);
}

/** Past Odoo where its PostgreSQL is ours; else undefined. */
async function pastOdoo(deps: Deps, url: string, database: string) {
  const admin = await provenPostgres(deps, url);
  return admin && await readIdentity(admin, database);
}
