import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { logEnd } from "../../log_end.ts";
import { freePort, spawnLogged } from "../../process.ts";
import { giveTo, unprivilegedUser } from "../../run_as.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import type { LockedProgram } from "../draft.ts";
import { startOwnDatabase } from "../own_database.ts";
import type { Peer, PeerOptions, PeerState } from "../peer.ts";
import { installFromPyPI, pythonOf } from "../python.ts";
import { answers, ready } from "../ready.ts";
import { environment } from "./environment.ts";
import type { Secrets } from "./secrets.ts";

const program: LockedProgram = {
  name: "superset",
  version: "6.1.0",
  lockFile: new URL("./superset.lock.txt", import.meta.url),
  bytes: 9e8,
};

/** Its name in Superset is the address: there, both are asked for. */
const owner = "superset@example.com";

/** Where tenants have their dashboards. */
export const superset: Peer = {
  name: program.name,
  version: program.version,
  install: (progress) => installFromPyPI(program, progress),
  start,
  isWell: ({ url }) => answers(health(url)),
};

async function start(folder: string, { progress, port = freePort() }: PeerOptions) {
  const secretsFile = join(folder, "secrets.json");
  const secrets = await readSecretFile<Secrets>(secretsFile) ?? newSecrets();
  const keep = () => writeSecretFile(secretsFile, JSON.stringify(secrets));
  const home = join(folder, "home");
  await Deno.mkdir(home, { recursive: true });
  await keep();
  await giveTo(unprivilegedUser(), home);
  return await progress.step(`Start Superset ${program.version}`, async (update) => {
    const password = secrets.databasePassword;
    const databasePort = await startOwnDatabase(folder, "superset", password, progress);
    const env = environment({ home, databasePort, secrets });
    if (secrets.prepared !== program.version) {
      update("its first start makes its tables");
      await prepare(folder, env, secrets.ownerPassword);
      secrets.prepared = program.version;
      await keep();
    }
    update("");
    const url = `http://127.0.0.1:${port}`;
    const pid = await serve(folder, env, url);
    const { name, version } = program;
    const login = { email: owner, password: secrets.ownerPassword };
    return { name, version, url, pid, login } satisfies PeerState;
  });
}

function newSecrets(): Secrets {
  const secret = () => crypto.randomUUID() + crypto.randomUUID();
  return {
    databasePassword: secret(),
    secretKey: secret(),
    guestSecret: secret(),
    ownerPassword: crypto.randomUUID(),
  };
}

/** Makes tables, permissions and the owner where they are missing. */
async function prepare(folder: string, env: Record<string, string>, password: string) {
  const logFile = join(folder, "prepare.log");
  const preparing = await spawnLogged({
    command: pythonOf(program),
    args: [fileURLToPath(new URL("./prepare.py", import.meta.url))],
    clearEnv: true,
    env: { ...env, ADMIN_NAME: owner, ADMIN_PASSWORD: password },
    cwd: env.HOME,
    logFile,
    runAs: unprivilegedUser(),
  });
  if (await preparing.exited === 0) return;
  throw new Error(`Cannot make Superset's tables. ${await logEnd(logFile)}`);
}

/** Starts the web server. @returns its pid, once it is well */
async function serve(folder: string, env: Record<string, string>, url: string): Promise<number> {
  const logFile = join(folder, "superset.log");
  const server = await spawnLogged({
    command: pythonOf(program),
    args: [
      ...["-m", "gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "8"],
      ...["--timeout", "120", "--graceful-timeout", "5"],
      ...["--bind", new URL(url).host, "superset.app:create_app()"],
    ],
    clearEnv: true,
    env,
    cwd: env.HOME,
    logFile,
    runAs: unprivilegedUser(),
  });
  await ready(server, { what: "Superset", url: health(url), logFile, timeoutMs: 120_000 });
  return server.pid;
}

const health = (url: string) => `${url}/health`;
