import { WebDatabases } from "../../supabase/functions/_shared/odoo/databases.ts";
import { OdooFault } from "../../supabase/functions/_shared/odoo/faults.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";

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
  await make(
    manager,
    name,
    (databases) => databases.duplicate({ from: source, to: name, neutralize: false }),
  );
}

/** Creates a database without demo data; its administrator is `admin`. */
export async function createDatabase(
  manager: DatabaseManager,
  name: string,
  adminPassword: string,
): Promise<void> {
  const password = new Secret(adminPassword);
  await make(
    manager,
    name,
    (databases) => databases.create({ name, lang: "en_US", login: "admin", password }),
  );
}

/** Drops a database that the stack made; one that is absent is fine. */
export async function dropDatabase(manager: DatabaseManager, name: string): Promise<void> {
  const databases = databasesOf(manager);
  if (await databases.exists(name)) {
    if (!manager.ownership.owns(name)) {
      throw new Error(`Cannot drop ${name}: it is not a database that the stack made.`);
    }
    await databases.drop(name);
  }
  await manager.ownership.remove(name);
}

/** The name is ours before the database is there, so that a crash in between leaves none unowned. */
async function make(
  manager: DatabaseManager,
  name: string,
  work: (databases: WebDatabases) => Promise<void>,
) {
  await manager.ownership.add(name);
  try {
    await work(databasesOf(manager));
  } catch (error) {
    // A call that got no answer may still have made it.
    const mayBe = error instanceof OdooFault && error.kind === "unknown_outcome";
    if (!mayBe) await manager.ownership.remove(name);
    throw error;
  }
}

/** Asked of the server; needs no password. */
export async function databaseExists(url: string, name: string): Promise<boolean> {
  return await databasesOf({ url, masterPassword: "" }).exists(name);
}

/** So long a call may take on a machine that does much else. */
const timeoutMs = 600_000;

function databasesOf({ url, masterPassword }: Omit<DatabaseManager, "ownership">): WebDatabases {
  return new WebDatabases({ url, masterPassword: new Secret(masterPassword) }, { timeoutMs });
}
