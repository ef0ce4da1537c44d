import postgres from "postgres";
import type { Secret } from "../secret.ts";
import { within } from "./odoo_postgres.ts";

/**
 * The uuid that a database of Odoo's holds now; undefined while it has none, or is not there. It is
 * read past Odoo: a worker that is asked of a half restored database keeps what it found, an empty
 * registry, for a minute and more. @param admin of Odoo's PostgreSQL @throws {AppError} odoo_unreachable, misconfigured
 */
export async function storedUuid(admin: Secret, database: string): Promise<string | undefined> {
  try {
    return await within(admin, database, async (sql) => {
      const [table] = await sql<[{ there: boolean }]>`
        select to_regclass('public.ir_config_parameter') is not null as there`;
      if (!table.there) return undefined;
      const [row] = await sql<[{ value: string }?]>`
        select value from public.ir_config_parameter where key = 'database.uuid'`;
      return row?.value;
    });
  } catch (error) {
    const missing = error instanceof postgres.PostgresError && error.code === "3D000";
    if (missing) return undefined;
    throw error;
  }
}
