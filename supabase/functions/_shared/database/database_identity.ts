import postgres from "postgres";
import type { Secret } from "../secret.ts";
import { within } from "./odoo_postgres.ts";

/** What a database of Odoo's PostgreSQL is known by. */
export interface DatabaseIdentity {
  /** Odoo's `database.uuid`; undefined where it has none, as one that is half made or no Odoo's. */
  uuid?: string;
  /** Without the file store. */
  bytes: number;
}

/** No such database, table, or right to read it. */
const unreadable = ["3D000", "42P01", "42501"];

/**
 * Reads it past Odoo: a worker that is asked of a half restored database keeps what it found, an empty
 * registry, for a minute and more. Undefined where this server has no such database, or keeps it from us.
 * @throws {AppError} odoo_unreachable, misconfigured
 */
export async function readIdentity(
  admin: Secret,
  database: string,
): Promise<DatabaseIdentity | undefined> {
  try {
    return await within(admin, database, async (sql) => {
      const [size] = await sql`select pg_database_size(current_database())::float8 as bytes`;
      const [there] = await sql`select to_regclass('public.ir_config_parameter') is not null as is`;
      const [row] = there!.is
        ? await sql`select value from public.ir_config_parameter where key = 'database.uuid'`
        : [];
      return { uuid: row?.value, bytes: size!.bytes };
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError && unreadable.includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}
