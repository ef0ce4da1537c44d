import { join } from "node:path";
import { freePort, spawnLogged } from "../../process.ts";
import { giveTo, unprivilegedUser } from "../../run_as.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import { type LockedProgram, programFolder } from "../draft.ts";
import { installFromNpm, nodeProgram } from "../npm.ts";
import { startOwnDatabase } from "../own_database.ts";
import type { Peer, PeerOptions, PeerState } from "../peer.ts";
import { answers, ready } from "../ready.ts";
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
export const n8n: Peer = {
  name: program.name,
  version: program.version,
  install,
  start,
  isWell: ({ url }) => answers(readiness(url)),
};

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
    // Its other kind of database needs a compiler, or a file that no registry has.
    const password = secrets.databasePassword;
    const database = { port: await startOwnDatabase(folder, "n8n", password, progress), password };
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
    await ready(server, { what: "n8n", url: readiness(url), logFile, timeoutMs: 300_000 });
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

/** What tells whether its database is up and its tables are made. */
const readiness = (url: string) => `${url}/healthz/readiness`;
