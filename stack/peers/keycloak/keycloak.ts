import { join } from "node:path";
import { ignoreMissing } from "../../missing.ts";
import { freePort, spawnLogged } from "../../process.ts";
import { giveTo, unprivilegedUser } from "../../run_as.ts";
import { readSecretFile, writeSecretFile } from "../../secret_file.ts";
import { startOwnDatabase } from "../own_database.ts";
import type { Peer, PeerOptions, PeerState } from "../peer.ts";
import { answers, ready } from "../ready.ts";
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
  isWell: ({ url }) => answers(readiness(url)),
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
    const password = secrets.databasePassword;
    const databasePort = await startOwnDatabase(folder, "keycloak", password, progress);
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
    await ready(server, { what: "Keycloak", url: readiness(url), logFile, timeoutMs: 600_000 });
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

/** What answers once its tables are made: until then that is 503. */
const readiness = (url: string) => `${url}/realms/master`;
