import { OdooError, rpc } from "./rpc.ts";

/** Odoo itself takes any name and PostgreSQL cuts it at 63 bytes, so the check is ours. */
export function checkDatabaseName(name: string): void {
  if (/^[a-z0-9][a-z0-9_]{0,62}$/.test(name)) return;
  throw new Error(
    `Cannot use a database name: ${JSON.stringify(name)} is not 1 to 63 lower-case letters, ` +
      "digits and underscores that begin with a letter or digit.",
  );
}

/** Which databases may be dropped here. */
export interface Ownership {
  owns(name: string): boolean;
  add(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Of a server that the stack started itself: nothing in it is anybody else's. */
export const ownsAll: Ownership = {
  owns: () => true,
  add: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};

export interface DatabaseManager {
  url: string;
  masterPassword: string;
  ownership: Ownership;
}

/** Copies `source` to `name`; a copy is scratch, so an earlier one of that name is dropped first. */
export async function copyDatabase(
  manager: DatabaseManager,
  source: string,
  name: string,
): Promise<void> {
  await dropDatabase(manager, name);
  await make(manager, name, "duplicate_database", [source, name]);
}

/** Creates a database without demo data; its administrator is `admin`. */
export async function createDatabase(
  manager: DatabaseManager,
  name: string,
  adminPassword: string,
): Promise<void> {
  checkDatabaseName(name);
  await make(manager, name, "create_database", [name, false, "en_US", adminPassword, "admin"]);
}

/** Drops a database that the stack made; one that is absent is fine. */
export async function dropDatabase(manager: DatabaseManager, name: string): Promise<void> {
  checkDatabaseName(name);
  if (await databaseExists(manager.url, name)) {
    if (!manager.ownership.owns(name)) {
      throw new Error(`Cannot drop ${name}: it is not a database that the stack made.`);
    }
    await manage(manager, "drop", [name]);
  }
  await manager.ownership.remove(name);
}

/** The name is ours before the database is there, so that a crash in between leaves none unowned. */
async function make(manager: DatabaseManager, name: string, method: string, args: unknown[]) {
  await manager.ownership.add(name);
  try {
    await manage(manager, method, args);
  } catch (error) {
    // A call that got no answer may still have made it.
    if (!(error instanceof TypeError)) await manager.ownership.remove(name);
    throw error;
  }
}

async function manage(manager: DatabaseManager, method: string, args: unknown[]): Promise<void> {
  try {
    await rpc(manager.url, "db", method, [manager.masterPassword, ...args]);
  } catch (error) {
    if (!(error instanceof OdooError) || !error.name.endsWith("AccessDenied")) throw error;
    throw new Error(
      `Cannot call db.${method} in Odoo: the master password is wrong or list_db is off. ` +
        "See ODOO_MASTER_PASSWORD.",
      { cause: error },
    );
  }
}

/** Asked of the server; needs no password. */
export function databaseExists(url: string, name: string): Promise<boolean> {
  return rpc<boolean>(url, "db", "db_exist", [name]);
}
