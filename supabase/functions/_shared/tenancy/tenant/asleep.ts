import { within } from "../../database/odoo_postgres.ts";
import type { OdooClient } from "../../odoo/client.ts";
import {
  asleepQuery,
  isAsleep as seesSleep,
  putToSleep as sleepAs,
  sleepStatement,
  wake as wakeAs,
  wakeStatement,
} from "../../odoo/tenant/sleep.ts";
import type { OwnedDatabase } from "./owned_database.ts";
import type { Work } from "./step.ts";

/**
 * A database that sleeps does nothing by itself: of two that hold the same tenant, one has to. Where Odoo's
 * PostgreSQL is ours, nobody has to get into the database for it; elsewhere a client with Settings rights does it.
 */
interface Sleeper {
  work: Work;
  database: OwnedDatabase;
  /** Undefined where nobody of ours gets in, and it is done without. */
  client(): Promise<OdooClient | undefined>;
}

/** Stops scheduled actions and mail of a database, remembering in it which ran. @throws {AppError} odoo_* */
export async function putToSleep({ work, database, client }: Sleeper): Promise<void> {
  if (await inPostgres(work, database, sleepStatement)) return;
  const inside = await client();
  if (inside) await sleepAs(inside);
}

/** Starts exactly what was stopped; none is fine. @throws {AppError} odoo_* */
export async function wake({ work, database, client }: Sleeper): Promise<void> {
  if (await inPostgres(work, database, wakeStatement)) return;
  const inside = await client();
  if (inside) await wakeAs(inside);
}

export async function isAsleep({ work, database, client }: Sleeper): Promise<boolean> {
  const rows = await inPostgres(work, database, asleepQuery);
  if (rows) return rows[0]!.is === true;
  const inside = await client();
  return inside !== undefined && await seesSleep(inside);
}

/** Runs a statement past Odoo; undefined where its PostgreSQL is out of reach. */
async function inPostgres({ deps }: Work, { name }: OwnedDatabase, statement: string) {
  const admin = deps.config.tenantDatabaseUrl;
  return admin && await within(admin, name, (sql) => sql.unsafe<{ is?: boolean }[]>(statement));
}
