import { forgetDatabase } from "../../database/owned_databases.ts";
import type { Reach } from "./odoo.ts";
import { type Found, notOurs, OwnedDatabase } from "./owned_database.ts";

/** The tenant's database; undefined where there is none. @throws {AppError} not_ours */
export async function tenantsDatabase(work: Reach): Promise<OwnedDatabase | undefined> {
  const found = await OwnedDatabase.ofTenant(work);
  if (found.is === "foreign") throw notOurs(found.why);
  return found.is === "ours" ? found.database : undefined;
}

/** Whether it is on the server. */
export async function isThere(database: OwnedDatabase | undefined): Promise<boolean> {
  return database !== undefined && await database.exists();
}

/** Drops what of the tenant's own database is there, and has its name be anybody's. */
export async function dropTenantsDatabase(work: Reach): Promise<Found> {
  const found = await OwnedDatabase.ofTenant(work);
  if (found.is === "ours") await found.database.drop();
  if (found.is !== "foreign") await forgetDatabase(work.deps.sql, work.tenant.id);
  return found;
}
