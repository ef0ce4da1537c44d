import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunningOdoo, StartOptions } from "./types.ts";
import type { OdooLogins } from "../types.ts";
import { waitFor } from "../process.ts";
import { run, succeeds } from "../command.ts";
import { copyDatabase, dropDatabase, ownsAll } from "./databases.ts";
import { shortDigest } from "../short_digest.ts";
import { serverVersion } from "./rpc.ts";
import { readSecretFile, writeSecretFile } from "../secret_file.ts";
import { newPassword } from "./secrets.ts";
import { prepareTemplate, templateRevision } from "./template.ts";

const COMPOSE_FILE = fileURLToPath(new URL("compose.yaml", import.meta.url));
const TEMPLATE = "template_project";

/** Lives in the data folder and belongs to the volumes; without it they are of no use. */
interface Secrets {
  postgresPassword: string;
  masterPassword: string;
  /** Set once the template is complete. */
  prepared?: { revision: string; logins: OdooLogins };
}

/** Whether a Docker daemon with the compose plugin answers. */
export async function dockerAnswers(): Promise<boolean> {
  return await succeeds("docker", ["info"]) && await succeeds("docker", ["compose", "version"]);
}

/** Odoo and its PostgreSQL in containers; one compose project, and so one set of volumes, an instance. */
export async function startDockerOdoo(options: StartOptions): Promise<RunningOdoo> {
  const { dataDir, port, progress } = options;
  await Deno.mkdir(dataDir, { recursive: true });
  const file = join(dataDir, "docker.json");
  const known = await readSecretFile<Secrets>(file);
  const secrets: Secrets = known ??
    { postgresPassword: newPassword(), masterPassword: newPassword() };
  const compose = composeOf(await projectName(dataDir), secrets, port);
  if (!known) await compose(["down", "--volumes"]); // of an instance whose folder was deleted
  await writeSecretFile(file, JSON.stringify(secrets));
  const url = `http://127.0.0.1:${port}`;
  const answering = () =>
    waitFor(() => serverVersion(url), { timeoutMs: 120_000, what: "Odoo", everyMs: 250 });
  await progress.step("Start Odoo in Docker", async () => {
    await compose(["up", "--detach", "--wait"]);
    await answering();
  });
  const { masterPassword } = secrets;
  const manager = { url, masterPassword, ownership: ownsAll };
  const revision = await templateRevision();
  if (secrets.prepared?.revision !== revision) {
    const logins = await progress.step(
      "Prepare the template database",
      (update) => prepareTemplate(manager, TEMPLATE, update),
    );
    secrets.prepared = { revision, logins };
    await writeSecretFile(file, JSON.stringify(secrets));
  }
  return {
    server: {
      url,
      source: "docker",
      version: await serverVersion(url),
      masterPassword,
      template: TEMPLATE,
    },
    logins: secrets.prepared.logins,
    shell: (database, script) =>
      compose(["exec", "-T", "odoo", "odoo", "shell", "--no-http", "-d", database], script),
    kill: async () => void await compose(["kill", "odoo"]),
    async start() {
      await compose(["start", "odoo"]);
      await answering();
    },
    stop: async () => void await compose(["stop"]),
    copyDatabase: (name) => copyDatabase(manager, TEMPLATE, name),
    dropDatabase: (name) => dropDatabase(manager, name),
  };
}

/** The same for the same folder, so that its volumes are found again. */
async function projectName(dataDir: string): Promise<string> {
  return `odoo-${await shortDigest(dataDir, 12)}`;
}

function composeOf(project: string, secrets: Secrets, port: number) {
  const base = ["compose", "--file", COMPOSE_FILE, "--project-name", project];
  const env = {
    ODOO_PORT: String(port),
    ODOO_MASTER_PASSWORD: secrets.masterPassword,
    ODOO_POSTGRES_PASSWORD: secrets.postgresPassword,
  };
  return (args: string[], input?: string) => run("docker", [...base, ...args], { env, input });
}
