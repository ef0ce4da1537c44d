import postgres from "postgres";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { run, within } from "./odoo_postgres.ts";
import { quoted } from "../quoted.ts";

/** How PostgreSQL copies: block by block through its log, or file by file behind a checkpoint. */
export type CopyStrategy = "wal_log" | "file_copy";

/** Whether a database has attachments that lie outside of it, in Odoo's file store. */
export async function hasFilesOutside(admin: Secret, database: string): Promise<boolean> {
  const found = await inDatabase(admin, database, (sql) =>
    sql`
      select exists (select from ir_attachment where store_fname is not null) as is
    `);
  return found[0]!.is;
}

/**
 * Copies a database whose files are all in it, and cuts off everybody who works in `from`; the copy
 * gets the same owner, and a uuid and secret of its own as its last part. Needs PostgreSQL 15.
 * @throws {AppError} odoo_database_missing, odoo_database_exists, odoo_failed when somebody keeps
 * coming back to `from`
 */
export async function copyDatabase(
  admin: Secret,
  { from, to, strategy }: { from: string; to: string; strategy: CopyStrategy },
): Promise<void> {
  await within(admin, "postgres", async (sql) => {
    const [source] = await sql`
      select r.rolname as owner from pg_database d join pg_roles r on r.oid = d.datdba
      where d.datname = ${from}
    `;
    if (!source) throw missing(from);
    await whileIdle(sql, from, () =>
      run(
        sql,
        "create database %I template %I owner %I strategy %I",
        ...[to, from, source.owner, strategy],
      ));
  });
  await inDatabase(admin, to, (sql) =>
    sql`
      update ir_config_parameter
      set value = case key when 'database.create_date' then (now() at time zone 'utc')::timestamp(0)::text else gen_random_uuid()::text end
      where key in ('database.uuid', 'database.secret', 'database.create_date')
    `);
}

/** Renames a database that nobody is connected to; false, with nothing changed, when somebody is. @throws {AppError} odoo_database_missing, odoo_database_exists */
export async function renameIdle(
  admin: Secret,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  return await within(admin, "postgres", async (sql) => {
    try {
      await run(sql, "alter database %I rename to %I", from, to);
      return true;
    } catch (error) {
      const { code } = error as postgres.PostgresError;
      if (code === "42P04") throw taken(error);
      if (code === "3D000") throw missing(from);
      if (code !== "55006") throw error;
      return false;
    }
  });
}

const tries = 4;

/** PostgreSQL copies only what nobody is connected to, and waits 5 s for those who are cut off. */
async function whileIdle(sql: Sql, database: string, copy: () => Promise<void>): Promise<void> {
  for (let left = tries;; left--) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`;
    try {
      return await copy();
    } catch (error) {
      const { code } = error as postgres.PostgresError;
      if (code === "42P04") throw taken(error);
      if (code !== "55006") throw error;
      if (left === 1) throw busy(database, error);
    }
  }
}

async function inDatabase<T>(admin: Secret, database: string, work: (sql: Sql) => Promise<T>) {
  try {
    return await within(admin, database, work);
  } catch (error) {
    const gone = error instanceof postgres.PostgresError && error.code === "3D000";
    throw gone ? missing(database) : error;
  }
}

function missing(database: string): AppError {
  const detail = `Cannot copy the database ${quoted(database)}: there is no database of that name.`;
  return new AppError("odoo_database_missing", detail);
}

function busy(database: string, cause: unknown): AppError {
  const detail = `Cannot copy the database ${quoted(database)}: somebody keeps connecting to it.`;
  return new AppError("odoo_failed", detail, { cause });
}

function taken(cause: unknown): AppError {
  const detail = "Cannot copy a database: a database of that name is there already.";
  return new AppError("odoo_database_exists", detail, { cause });
}
