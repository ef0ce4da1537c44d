import { basename, dirname, join } from "node:path";
import type { RunningOdoo, StartOptions } from "./types.ts";
import type { OdooLogins } from "../types.ts";
import {
  copyDatabase,
  databaseExists,
  dropDatabase,
  type Ownership,
  ownsAll,
} from "./databases.ts";
import { serverVersion } from "./rpc.ts";
import { readSecretFile, writeSecretFile } from "../secret_file.ts";
import { prepareTemplate, templateRevision } from "./template.ts";

/** What the stack keeps about a server of somebody else's. */
interface Known {
  template: string;
  /** Set once the template is complete. */
  prepared?: { revision: string; logins: OdooLogins };
}

/** Uses the server at `url`; makes only databases of its own there and never ends it. */
export async function useOdooAt(url: string, options: StartOptions): Promise<RunningOdoo> {
  const masterPassword = Deno.env.get("ODOO_MASTER_PASSWORD");
  if (!masterPassword) {
    throw new Error(
      "Cannot use ODOO_URL: ODOO_MASTER_PASSWORD is not set. Scratch databases are made with it.",
    );
  }
  const folder = join(options.cacheDir, "odoo", "servers");
  await Deno.mkdir(folder, { recursive: true });
  const file = join(folder, `${encodeURIComponent(url)}.json`);
  const known = await readSecretFile<Known>(file) ??
    { template: `template_project_${crypto.randomUUID().slice(0, 8)}` };
  const save = () => writeSecretFile(file, JSON.stringify(known));
  const ownership = await ownershipIn(file.replace(/\.json$/, `-${instanceOf(options)}.json`));
  const manager = { url, masterPassword, ownership };
  const revision = await templateRevision();
  const { template } = known;
  if (known.prepared?.revision !== revision || !await databaseExists(url, template)) {
    await save(); // from here on the random name is nobody else's
    const logins = await options.progress.step(
      "Prepare the template database",
      (update) => prepareTemplate({ ...manager, ownership: ownsAll }, template, update),
    );
    known.prepared = { revision, logins };
    await save();
  }
  const notOurs = () =>
    Promise.reject(
      new Error(`Cannot kill or start Odoo: the server at ${url} is not the stack's.`),
    );
  return {
    server: {
      url,
      source: "url",
      version: await serverVersion(url),
      masterPassword,
      template,
      postgresUrl: postgresUrl(),
    },
    logins: known.prepared.logins,
    kill: notOurs,
    start: notOurs,
    stop: () => Promise.resolve(),
    copyDatabase: (name) => copyDatabase(manager, template, name),
    dropDatabase: (name) => dropDatabase(manager, name),
  };
}

/** Of that server's PostgreSQL, where its administrator is named: then the platform copies there, and tests look into it. */
function postgresUrl(): string | undefined {
  const url = Deno.env.get("ODOO_POSTGRES_URL");
  return url && new URL("/", url).href;
}

/** Instances that run at once each know their own databases. */
function instanceOf({ dataDir }: StartOptions): string {
  return basename(dirname(dataDir));
}

/**
 * Databases that an instance made there; no other one is ever dropped. Written down before one is made, so that a
 * crash in between leaves nothing unowned, and kept beside the instance, which may begin anew.
 */
async function ownershipIn(file: string): Promise<Ownership> {
  const made = new Set(await readSecretFile<string[]>(file) ?? []);
  const save = () => writeSecretFile(file, JSON.stringify([...made]));
  return {
    owns: (name) => made.has(name),
    async add(name) {
      made.add(name);
      await save();
    },
    async remove(name) {
      if (made.delete(name)) await save();
    },
  };
}
