import { join } from "node:path";
import { ignoreMissing } from "./missing.ts";
import { databaseExists } from "./odoo/databases.ts";
import { startOdoo } from "./odoo/odoo.ts";
import type { RunningOdoo } from "./odoo/types.ts";
import { cacheDir, instanceDir } from "./paths.ts";
import { unprivilegedUser } from "./run_as.ts";
import type { OdooStack, StackOptions } from "./types.ts";

/** An instance's Odoo with the one database that its functions seed. */
export interface InstanceOdoo {
  running: RunningOdoo;
  state: OdooStack["odoo"];
  /** How the functions reach it. */
  env: Record<string, string>;
}

/** Starts Odoo; the instance's database is copied from the template once and then kept. */
export async function startInstanceOdoo(
  { instance, progress, scratch }: StackOptions,
  port: number,
  cleanup: AsyncDisposableStack,
): Promise<InstanceOdoo> {
  const folder = instanceDir(instance);
  const running = await startOdoo({
    cacheDir,
    dataDir: join(folder, "odoo"),
    port,
    progress,
    runAs: unprivilegedUser(),
    scratch,
  });
  cleanup.defer(() => running.stop());
  const database = `odoo_${instance}`;
  const { server, logins } = running;
  const marker = join(folder, "odoo-database");
  const copied = await Deno.stat(marker).catch(ignoreMissing);
  if (!copied || !await databaseExists(server.url, database)) {
    await progress.step(
      `Copy Odoo's template to ${database}`,
      () => running.copyDatabase(database),
    );
    await Deno.writeTextFile(marker, database);
  }
  return {
    running,
    state: { ...server, logins, database },
    env: {
      ODOO_URL: server.url,
      ODOO_DB: database,
      ODOO_USER: logins.bot.login,
      ODOO_PASSWORD: logins.bot.password,
      ODOO_MASTER_PASSWORD: server.masterPassword,
      ...(server.postgresUrl && {
        TENANT_DATABASE_URL: `${server.postgresUrl}postgres`,
        TENANT_COPY_STRATEGY: "file_copy",
      }),
    },
  };
}
