import { join } from "node:path";
import { logEnd } from "../../log_end.ts";
import { startPostgres } from "../../postgres/server.ts";
import { freePort, type LoggedProcess, spawnLogged, waitFor } from "../../process.ts";
import { giveTo, unprivilegedUser } from "../../run_as.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import { type LockedProgram, programFolder } from "../draft.ts";
import { installFromNpm, nodeProgram } from "../npm.ts";
import type { Peer, PeerOptions, PeerState } from "../peer.ts";
import { environment } from "./environment.ts";
import { keepOwner } from "./owner.ts";
import type { Secrets } from "./secrets.ts";

const program: LockedProgram = {
  name: "n8n",
  version: "2.41.1",
  lockFile: new URL("./n8n.lock.json", import.meta.url),
  bytes: 2e9,
};

/** The workflows of the folder n8n run on it. */
export const n8n: Peer = { name: program.name, version: program.version, install, start, isWell };

async function install(progress: PeerOptions["progress"]): Promise<void> {
  await nodeProgram();
  await installFromNpm(program, progress);
}

async function start(folder: string, { progress, port = freePort() }: PeerOptions) {
  const secretsFile = join(folder, "secrets.json");
  const secrets = await readSecretFile<Secrets>(secretsFile) ?? newSecrets();
  const keep = () => writeSecretFile(secretsFile, JSON.stringify(secrets));
  const home = join(folder, "home");
  await Deno.mkdir(home, { recursive: true });
  await keep();
  const runAs = unprivilegedUser();
  await giveTo(runAs, home);
  return await progress.step(`Start n8n ${program.version}`, async (update) => {
    const url = `http://127.0.0.1:${port}`;
    const database = await startDatabase(folder, secrets.databasePassword, progress);
    const logFile = join(folder, "n8n.log");
    const server = await spawnLogged({
      command: await nodeProgram(),
      args: [join(programFolder(program), "node_modules/n8n/bin/n8n"), "start"],
      clearEnv: true,
      env: environment({ home, port, database, encryptionKey: secrets.encryptionKey }),
      cwd: home,
      logFile,
      runAs,
    });
    update("its first start makes its tables");
    await ready(url, server, logFile);
    update("");
    const { login, apiKey } = await keepOwner(url, secrets);
    secrets.apiKey = apiKey;
    await keep();
    const { name, version } = program;
    return { name, version, url, pid: server.pid, login, apiKey } satisfies PeerState;
  });
}

function newSecrets(): Secrets {
  const secret = () => crypto.randomUUID();
  // n8n's own rule: a capital, a digit, eight characters.
  return { databasePassword: secret(), encryptionKey: secret(), ownerPassword: `N8n-${secret()}` };
}

/** n8n's own PostgreSQL: its other database needs a compiler, or a file that no registry has. */
async function startDatabase(folder: string, password: string, progress: PeerOptions["progress"]) {
  const port = freePort();
  await startPostgres({
    dataDir: join(folder, "database/pgdata"),
    port,
    superuser: "n8n",
    password,
    logFile: join(folder, "postgres.log"),
    progress,
    runAs: unprivilegedUser(),
  });
  return { port, password };
}

async function ready(url: string, server: LoggedProcess, logFile: string): Promise<void> {
  let ended = false;
  server.exited.then(() => ended = true);
  const how = { timeoutMs: 300_000, everyMs: 200, what: "n8n", next: `Its log is ${logFile}.` };
  const state = await waitFor(async () => ended ? "ended" : await answers(url) && "ready", how);
  if (state === "ended") throw new Error(`Cannot start n8n: it ended. ${await logEnd(logFile)}`);
}

async function isWell({ url }: PeerState): Promise<boolean> {
  return await answers(url);
}

/** Whether its database is up and its tables are made. */
async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz/readiness`).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
