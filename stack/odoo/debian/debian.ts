import { join } from "node:path";
import { copyDatabase } from "../../../supabase/functions/_shared/database/copy_database.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import type { RunningOdoo, StartOptions } from "../types.ts";
import { dropDatabase, ownsAll } from "../databases.ts";
import { startCluster } from "./cluster.ts";
import { exclusively } from "./lock.ts";
import { unpackedOdoo } from "./packages.ts";
import { postgresClient } from "./postgres_client.ts";
import { freeMemory } from "./memory.ts";
import { copyOfPrepared, TEMPLATE } from "./prepared.ts";
import { odooProcess } from "./server.ts";

/** A real Odoo from Debian's archive, unpacked without root, with a PostgreSQL of its own. */
export async function startDebianOdoo(options: StartOptions): Promise<RunningOdoo> {
  const { dataDir, port, progress, runAs, scratch } = options;
  const folder = join(options.cacheDir, "odoo");
  const { odoo, secrets, pgPath } = await exclusively(folder, async () => {
    const odoo = await unpackedOdoo(folder, progress);
    const pgPath = await postgresClient(folder, progress);
    return { odoo, pgPath, secrets: await copyOfPrepared({ folder, odoo, ...options }) };
  });
  const { masterPassword, logins, postgresPassword } = secrets;
  const postgres = await startCluster(dataDir, postgresPassword, progress, runAs);
  const bytecodeDir = join(folder, "bytecode");
  const root = odoo.root;
  const server = await odooProcess({
    root,
    bytecodeDir,
    dataDir,
    port,
    masterPassword,
    postgres,
    pgPath,
    runAs,
    quickLogins: scratch,
  });
  try {
    await progress.step("Start Odoo", () => server.start());
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const postgresUrl = `postgres://odoo:${postgresPassword}@127.0.0.1:${postgres.port}/`;
  const manager = { url: server.url, masterPassword, ownership: ownsAll };
  return {
    server: {
      url: server.url,
      source: "debian",
      version: odoo.version,
      masterPassword,
      template: TEMPLATE,
      postgresUrl,
    },
    logins,
    start: server.start,
    kill: server.kill,
    shell: server.shell,
    async stop() {
      await server.stop();
      await postgres.stop();
      if (scratch) await freeMemory(dataDir);
    },
    /** By PostgreSQL and file by file, a fifth of Odoo's own work: the template has all its files within. */
    async copyDatabase(name) {
      await dropDatabase(manager, name);
      await copyDatabase(new Secret(`${postgresUrl}postgres`), {
        from: TEMPLATE,
        to: name,
        strategy: "file_copy",
      });
    },
    dropDatabase: (name) => dropDatabase(manager, name),
  };
}
