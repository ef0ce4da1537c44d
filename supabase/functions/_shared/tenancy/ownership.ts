import { readIdentity } from "../database/database_identity.ts";
import {
  claimDatabase,
  forgetDatabase,
  hasClaimedDatabase,
  hasDatabase,
  hasNotedDatabase,
} from "../database/owned_databases.ts";
import { AppError } from "../errors.ts";
import type { NewDatabase, RestoredDatabase } from "../odoo/database_service.ts";
import { databaseUuid } from "../odoo/database_state.ts";
import { databasesOf, enterUnproven, type Reach, serverDatabases } from "./odoo.ts";
import type { Work } from "./step.ts";
import { quoted } from "../quoted.ts";

/** What an operation has databases of its own for, beside the tenant's. */
export type Use = "making" | "restoring" | "replaced" | "drill";

/** What has the name of a tenant's database. */
export type Found =
  | { is: "absent" }
  | { is: "ours"; database: OwnedDatabase }
  /** Not proven to be the tenant's; why is told to people. */
  | { is: "foreign"; why: string };

/**
 * A database that was proven to be the tenant's or the operation's own. Only the proofs below make one, and
 * nothing else can be dropped, renamed, dumped or filled.
 */
export class OwnedDatabase {
  private constructor(readonly name: string) {}

  /**
   * Looks what has the name of the tenant's database. It is the tenant's when one of its operations
   * made it and the `database.uuid` in it is what that one wrote.
   */
  static async ofTenant(work: Reach): Promise<Found> {
    const { deps, tenant } = work;
    const { database: name, slug } = tenant;
    if (!await databasesOf(work).exists(name)) return { is: "absent" };
    const foreign = (reason: string): Found => ({
      is: "foreign",
      why: `The database ${quoted(name)} is not known to be ${
        quoted(slug)
      }'s: ${reason}. It was left alone.`,
    });
    if (!await hasNotedDatabase(deps.sql, tenant.id)) {
      return foreign("no operation of this tenant made it");
    }
    const uuid = await readUuid(work);
    if (uuid === undefined) return foreign("its database.uuid cannot be read");
    if (!await hasDatabase(deps.sql, tenant.id, uuid)) {
      return foreign("its database.uuid is another one");
    }
    return { is: "ours", database: new OwnedDatabase(name) };
  }

  /** The database that the operation has for a use; undefined until it was claimed. */
  static async beside(work: Work, use: Use): Promise<OwnedDatabase | undefined> {
    const name = nameBeside(work, use);
    const { deps, operation } = work;
    const isOurs = await hasClaimedDatabase(deps.sql, operation.id, name);
    return isOurs ? new OwnedDatabase(name) : undefined;
  }

  /** Finds its name free, and has it be the operation's from then on. @throws {AppError} not_ours */
  static async claimBeside(work: Work, use: Use): Promise<OwnedDatabase> {
    const known = await OwnedDatabase.beside(work, use);
    if (known) return known;
    const name = nameBeside(work, use);
    if (await databasesOf(work).exists(name)) {
      throw notOurs(
        `The database ${quoted(name)} was there before this operation. It was left alone.`,
      );
    }
    await claimDatabase(work.deps.sql, work.operation.id, name);
    return new OwnedDatabase(name);
  }
}

/** The tenant's database; undefined where there is none. @throws {AppError} not_ours */
export async function tenantsDatabase(work: Reach): Promise<OwnedDatabase | undefined> {
  const found = await OwnedDatabase.ofTenant(work);
  if (found.is === "foreign") throw notOurs(found.why);
  return found.is === "ours" ? found.database : undefined;
}

/** Whether it is on the server. */
export async function isThere(work: Work, database: OwnedDatabase | undefined): Promise<boolean> {
  return database !== undefined && await databasesOf(work).exists(database.name);
}

/** Drops a database with its files; one that is not there is fine. */
export async function drop(work: Work, { name }: OwnedDatabase): Promise<void> {
  await serverDatabases(work).drop(name);
}

/** Drops what of the tenant's own database is there, and has its name be anybody's. */
export async function dropTenantsDatabase(work: Work): Promise<Found> {
  const found = await OwnedDatabase.ofTenant(work);
  if (found.is === "ours") await drop(work, found.database);
  if (found.is !== "foreign") await forgetDatabase(work.deps.sql, work.tenant.id);
  return found;
}

/** Gives a database of ours a name that nobody has. @throws {AppError} odoo_database_exists, odoo_* */
export async function rename(work: Work, { name }: OwnedDatabase, to: string): Promise<void> {
  const databases = serverDatabases(work);
  if (await databases.exists(to)) {
    throw new AppError(
      "odoo_database_exists",
      `Cannot rename the database ${quoted(name)}: the Odoo server has a database ${
        quoted(to)
      } already.`,
      { suggestion: "Look whose it is, and rename or drop it." },
    );
  }
  await databases.rename({ from: name, to });
}

/** Makes it anew, of the base modules. @throws {AppError} odoo_* */
export async function create(
  work: Work,
  { name }: OwnedDatabase,
  database: Omit<NewDatabase, "name">,
): Promise<void> {
  await serverDatabases(work).create({ ...database, name });
}

/** Makes it a copy of another one, which may be a template. @throws {AppError} odoo_* */
export async function copy(
  work: Work,
  { name }: OwnedDatabase,
  { from, neutralize }: { from: string; neutralize: boolean },
): Promise<void> {
  await serverDatabases(work).duplicate({ from, to: name, neutralize });
}

/** Makes it of a dump. @throws {AppError} odoo_* */
export async function restore(
  work: Work,
  { name }: OwnedDatabase,
  dump: Omit<RestoredDatabase, "name">,
): Promise<void> {
  await serverDatabases(work).restore({ ...dump, name });
}

/** A zip of the database and its files. */
export function dump(work: Work, { name }: OwnedDatabase): Promise<AsyncIterable<Uint8Array>> {
  return serverDatabases(work).dump(name);
}

export function notOurs(detail: string): AppError {
  return new AppError("not_ours", detail);
}

/** Named after the operation, so that what an earlier one left is never mistaken for it. */
function nameBeside({ operation }: Work, use: Use): string {
  return `${use}_${operation.id.replaceAll("-", "")}`;
}

/** Of the tenant's database, past Odoo where its PostgreSQL is ours; undefined where nobody of ours gets in. */
async function readUuid(work: Reach): Promise<string | undefined> {
  const admin = work.deps.config.tenantDatabaseUrl;
  const identity = admin && await readIdentity(admin, work.tenant.database);
  if (identity) return identity.uuid;
  try {
    return await databaseUuid(await enterUnproven(work));
  } catch (error) {
    const shut = error instanceof AppError &&
      ["odoo_auth_failed", "misconfigured"].includes(error.code);
    if (shut) return undefined;
    throw error;
  }
}
