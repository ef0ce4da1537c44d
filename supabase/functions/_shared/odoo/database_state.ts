import type { OdooClient, OdooClientOptions } from "./client.ts";
import type { OdooDatabases } from "./database_service.ts";
import { tryLogIn } from "./log_in.ts";
import { readParameters } from "./tenant/parameters.ts";
import { runPython } from "./tenant/server_action.ts";
import type { OdooConnection } from "./types.ts";

/**
 * - `absent`: there is none
 * - `unfinished`: it is there, but this login does not get in: still being made, or left half made
 * - `ready`: this login gets in
 */
export type DatabaseState = "absent" | "unfinished" | "ready";

/**
 * Whether a database is there and can be used. One that stays unfinished for longer than Odoo works
 * on a call (120 s) is dropped and made again: it may have kept the password admin.
 */
export async function observeDatabase(
  databases: OdooDatabases,
  connection: OdooConnection,
  options: Omit<OdooClientOptions, "logins"> = {},
): Promise<DatabaseState> {
  if (!await databases.exists(connection.database)) return "absent";
  // A half made one may refuse as well as not know: neither is a word about the login.
  return (await tryLogIn(connection, options)).is === "in" ? "ready" : "unfinished";
}

/** Without a word on ids, Odoo leaves out the files of images and other fields. */
const readFiles = `
files = env['ir.attachment'].sudo().search(
    [('id', '>', 0), ('store_fname', '!=', False), ('file_size', '>', 0)])
result = len([file for file in files if not file.raw])
`;

/**
 * Whether a copy whose answer was lost came to its end: Odoo gives it another uuid, and copies the
 * files last. Not whole and no longer being made: drop it and copy again.
 */
export async function isWholeCopy(source: OdooClient, copy: OdooClient): Promise<boolean> {
  if (await databaseUuid(source) === await databaseUuid(copy)) return false;
  return await lostFiles(copy) === 0;
}

/** How many files the database names and its file store does not have. */
export async function lostFiles(client: OdooClient): Promise<number> {
  return Number(await runPython(client, "look_for_files", readFiles));
}

/** The database's uuid; a copy and a restored one get another as the last thing. */
export async function databaseUuid(client: OdooClient): Promise<string | undefined> {
  return (await readParameters(client, ["database.uuid"])).get("database.uuid")?.value;
}

const readSize = `
env.cr.execute("SELECT pg_database_size(current_database())")
result = env.cr.fetchone()[0]
`;

/** Of the database, without its files. */
export async function databaseBytes(client: OdooClient): Promise<number> {
  return Number(await runPython(client, "look_for_size", readSize));
}
