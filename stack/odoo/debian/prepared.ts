import { dirname, join } from "node:path";
import type { OdooLogins, Progress } from "../../types.ts";
import { freePort } from "../../process.ts";
import type { RunAs } from "../../run_as.ts";
import { run } from "../../command.ts";
import { ignoreMissing } from "../../missing.ts";
import { logEnd } from "../../log_end.ts";
import { requireSpace } from "../../space.ts";
import { ownsAll } from "../databases.ts";
import type { StartOptions } from "../types.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import { newPassword } from "../secrets.ts";
import { prepareTemplate, templateRevision } from "../template.ts";
import { startCluster } from "./cluster.ts";
import { memoryFolder } from "./memory.ts";
import { odooProcess } from "./server.ts";
import type { UnpackedOdoo } from "./packages.ts";

export const TEMPLATE = "template_project";

/** An instance's data and what PostgreSQL writes ahead while it is seeded; with tenants it grows. */
const INSTANCE_BYTES = 600e6;

/** What belongs to a prepared cluster and is copied with it. */
export interface Secrets {
  /** Which preparation the data came from. */
  key: string;
  postgresPassword: string;
  masterPassword: string;
  logins: OdooLogins;
}

const SECRETS = "secrets.json";

interface Copying extends Pick<StartOptions, "dataDir" | "progress" | "runAs" | "scratch"> {
  folder: string;
  odoo: UnpackedOdoo;
}

/** Fills `dataDir` with a copy of the prepared cluster, unless it already holds one. */
export async function copyOfPrepared(
  { folder, dataDir, odoo, progress, runAs, scratch }: Copying,
): Promise<Secrets> {
  // The files belong to whoever prepared them, so the user is part of the key.
  const key = [odoo.version, await templateRevision(), runAs?.uid ?? Deno.uid()].join("-");
  const present = await readSecretFile<Secrets>(join(dataDir, SECRETS));
  const kept = await Deno.stat(join(dataDir, "pgdata")).catch(ignoreMissing); // in memory it is not
  if (present?.key === key && kept) return present;
  if (present && kept) progress.note("Odoo's data is of an earlier preparation: starting afresh.");
  const prepared = join(folder, "prepared", key);
  const secrets = await readSecretFile<Secrets>(join(prepared, SECRETS)) ??
    await prepare({ folder, prepared, dataDir, key, odoo, progress, runAs });
  await Deno.mkdir(dataDir, { recursive: true });
  await requireSpace(dataDir, INSTANCE_BYTES, "begin a new instance");
  await progress.step("Copy the prepared Odoo", async () => {
    for (const name of [SECRETS, "pgdata", "odoo-data"]) await removeAll(join(dataDir, name));
    const memory = scratch && await memoryFolder(dataDir, runAs);
    if (memory) await Deno.symlink(memory, join(dataDir, "pgdata"));
    for (const name of ["pgdata", "odoo-data"]) {
      await run("cp", ["-a", "--reflink=auto", `${join(prepared, name)}/.`, join(dataDir, name)]);
    }
    await writeSecretFile(join(dataDir, SECRETS), JSON.stringify(secrets)); // last: it is the stamp
  });
  return secrets;
}

interface Preparation {
  folder: string;
  prepared: string;
  dataDir: string;
  key: string;
  odoo: UnpackedOdoo;
  progress: Progress;
  runAs?: RunAs;
}

/**
 * Makes the cluster and its template database, replacing earlier preparations. It runs inside the
 * instance's folder, so that whoever cleans up after a killed instance finds these processes, too.
 */
async function prepare(options: Preparation): Promise<Secrets> {
  const { folder, prepared, key, progress, runAs } = options;
  const draft = join(options.dataDir, "preparing");
  await removeAll(draft);
  await Deno.mkdir(draft, { recursive: true });
  const postgresPassword = newPassword();
  const masterPassword = newPassword();
  const logins = await progress.step("Prepare the template database", async (update) => {
    const postgres = await startCluster(draft, postgresPassword, progress, runAs);
    const server = await odooProcess({
      root: options.odoo.root,
      bytecodeDir: join(folder, "bytecode"),
      dataDir: draft,
      port: freePort(),
      masterPassword,
      postgres,
      runAs,
      quickLogins: true, // every copy begins with these hashes; Odoo renews them where they are too weak
      requestSeconds: 1800, // the installation of a module is one request, and machines are slow
    });
    try {
      await server.start();
      const manager = { url: server.url, masterPassword, ownership: ownsAll };
      return await prepareTemplate(manager, TEMPLATE, update);
    } catch (cause) {
      const why = `Cannot prepare the template database: ${(cause as Error).message}`;
      throw new Error(`${why}. ${await logEnd(join(draft, "odoo.log"))}`, { cause });
    } finally {
      await server.stop();
      await postgres.stop();
    }
  });
  const secrets = { key, postgresPassword, masterPassword, logins };
  await writeSecretFile(join(draft, SECRETS), JSON.stringify(secrets));
  await removeAll(dirname(prepared));
  await Deno.mkdir(dirname(prepared), { recursive: true });
  await run("mv", [draft, `${prepared}.partial`]); // may cross file systems, the rename does not
  await Deno.rename(`${prepared}.partial`, prepared);
  return secrets;
}

async function removeAll(path: string): Promise<void> {
  await run("rm", ["-rf", path]);
}
