import { within } from "../../database/odoo_postgres.ts";
import type { OdooClient } from "../../odoo/client.ts";
import {
  isSuspended as seesSuspended,
  reactivate as reactivateAs,
  reactivateStatement,
  suspend as suspendAs,
  suspendedQuery,
  suspendStatement,
} from "../../odoo/tenant/suspend.ts";
import { odooUrl } from "./odoo.ts";
import type { OwnedDatabase } from "./owned_database.ts";
import { postgresBelow } from "./postgres_below.ts";
import type { Work } from "./step.ts";

/**
 * A suspended database does nothing by itself. Of two that hold the same tenant, one has to be suspended. Where Odoo's
 * PostgreSQL is ours, nobody has to get into the database for it; elsewhere a client with Settings rights does it.
 */
interface Suspendable {
  work: Work;
  database: OwnedDatabase;
  /** Undefined where nobody of ours gets in, and it is done without. */
  client(): Promise<OdooClient | undefined>;
}

/** Stops scheduled actions and mail of a database, remembering in it which ran. @throws {AppError} odoo_* */
export async function suspend({ work, database, client }: Suspendable): Promise<void> {
  if (await inPostgres(work, database, suspendStatement)) return;
  const inside = await client();
  if (inside) await suspendAs(inside);
}

/** Starts exactly what was stopped; none is fine. @throws {AppError} odoo_* */
export async function reactivate({ work, database, client }: Suspendable): Promise<void> {
  if (await inPostgres(work, database, reactivateStatement)) return;
  const inside = await client();
  if (inside) await reactivateAs(inside);
}

export async function isSuspended({ work, database, client }: Suspendable): Promise<boolean> {
  const rows = await inPostgres(work, database, suspendedQuery);
  if (rows) return rows[0]!.is === true;
  const inside = await client();
  return inside !== undefined && await seesSuspended(inside);
}

/** Runs a statement past Odoo; undefined where its PostgreSQL is out of reach. */
async function inPostgres(work: Work, { name }: OwnedDatabase, statement: string) {
  const admin = postgresBelow(work.deps, odooUrl(work));
  return admin && await within(admin, name, (sql) => sql.unsafe<{ is?: boolean }[]>(statement));
}
