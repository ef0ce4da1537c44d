import { join } from "node:path";
import { logEnd } from "../../log_end.ts";
import { startPostgres } from "../../postgres/server.ts";
import { ignoreMissing } from "../../missing.ts";
import { freePort, type LoggedProcess, spawnLogged, waitFor } from "../../process.ts";
import { giveTo, unprivilegedUser } from "../../run_as.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import type { Progress } from "../../types.ts";
import type { Peer, PeerOptions, PeerState } from "../peer.ts";
import { archive, distribution, installKeycloak } from "./distribution.ts";
import { environment } from "./environment.ts";
import { keepPlatformClient } from "./platform_client.ts";
import { newSecrets, type Secrets } from "./secrets.ts";

const { version } = archive;

/** People sign in to tenants by it. */
export const keycloak: Peer = {
  name: "keycloak",
  version,
  install: installKeycloak,
  start,
  isWell,
};

async function start(folder: string, { progress, port = freePort() }: PeerOptions) {
  const secretsFile = join(folder, "secrets.json");
  const secrets = await readSecretFile<Secrets>(secretsFile) ?? newSecrets();
  const home = await madeHome(folder);
  await writeSecretFile(secretsFile, JSON.stringify(secrets));
  const runAs = unprivilegedUser();
  await giveTo(runAs, home);
  return await progress.step(`Start Keycloak ${version}`, async (update) => {
    const url = `http://127.0.0.1:${port}`;
    const databasePort = await startDatabase(folder, secrets.databasePassword, progress);
    const logFile = join(folder, "keycloak.log");
    const server = await spawnLogged({
      command: join(distribution, "bin/kc.sh"),
      args: ["start", "--optimized", `-Dkc.home.dir=${home}`],
      clearEnv: true,
      env: environment({ home, port, databasePort, secrets }),
      cwd: home,
      logFile,
      runAs,
    });
    update("its first start makes its tables");
    await ready(url, server, logFile);
    await keepPlatformClient(url, secrets.bootstrap, secrets.client);
    update("");
    const login = { email: secrets.admin.name, password: secrets.admin.password };
    const { pid } = server;
    return {
      name: "keycloak",
      version,
      url,
      pid,
      login,
      client: secrets.client,
    } satisfies PeerState;
  });
}

/** What is installed is all instances' and nobody's to write: what Keycloak writes goes beside links to it. */
async function madeHome(folder: string): Promise<string> {
  const home = join(folder, "home");
  await Deno.mkdir(home, { recursive: true });
  for (const part of ["conf", "lib", "providers", "themes"]) {
    const link = join(home, part);
    await Deno.remove(link).catch(ignoreMissing);
    await Deno.symlink(join(distribution, part), link);
  }
  return home;
}

async function startDatabase(folder: string, password: string, progress: Progress) {
  const port = freePort();
  await startPostgres({
    dataDir: join(folder, "database/pgdata"),
    port,
    superuser: "keycloak",
    password,
    logFile: join(folder, "postgres.log"),
    progress,
    runAs: unprivilegedUser(),
  });
  return port;
}

async function ready(url: string, server: LoggedProcess, logFile: string): Promise<void> {
  let ended = false;
  server.exited.then(() => ended = true);
  const how = {
    timeoutMs: 600_000,
    everyMs: 500,
    what: "Keycloak",
    next: `Its log is ${logFile}.`,
  };
  const state = await waitFor(async () => ended ? "ended" : await answers(url) && "ready", how);
  if (state === "ended") {
    throw new Error(`Cannot start Keycloak: it ended. ${await logEnd(logFile)}`);
  }
}

async function isWell({ url }: PeerState): Promise<boolean> {
  return await answers(url);
}

/** Whether its tables are made: until then it answers 503. */
async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/realms/master`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
