import { join } from "node:path";
import { logEnd } from "../../log_end.ts";
import { isFree } from "../../ports.ts";
import { freePort, spawnLogged, waitFor } from "../../process.ts";
import type { LoggedProcess } from "../../process.ts";
import { signalIfAlive } from "../../signal.ts";
import { giveTo, type RunAs, runAsPrefix } from "../../run_as.ts";
import { run } from "../../command.ts";
import { serverVersion } from "../rpc.ts";
import { writeSecretFile } from "../../secret_file.ts";
import type { Cluster } from "./cluster.ts";
import { pythonEnvironment, pythonOf } from "./python.ts";

export interface OdooServerOptions {
  /** Folder that stands for `/` of the unpacked packages. */
  root: string;
  /** Where Python keeps its compiled files; the packages themselves stay as they are. */
  bytecodeDir: string;
  /** Receives the configuration, the log and, in `odoo-data`, the file store. */
  dataDir: string;
  port: number;
  masterPassword: string;
  postgres: Cluster;
  /** Folder with the programs that dump and restore databases; none are needed without backups. */
  pgPath?: string;
  runAs?: RunAs;
  quickLogins?: boolean;
  /** How long a request may take, in seconds of work as of waiting; Odoo's own limits when absent. */
  requestSeconds?: number;
}

export interface OdooProcess {
  url: string;
  start(): Promise<void>;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Runs Python in Odoo's own shell on a database and returns what it prints. */
  shell(database: string, script: string): Promise<string>;
  /** SIGKILL to every one of its processes at once, as a crash. */
  kill(): Promise<void>;
}

/** Odoo from an unpacked package: two prefork workers on loopback. It is started by `start()`. */
export async function odooProcess(options: OdooServerOptions): Promise<OdooProcess> {
  const url = `http://127.0.0.1:${options.port}`;
  const config = join(options.dataDir, "odoo.conf");
  const home = join(options.dataDir, "odoo-data");
  for (const folder of [home, options.bytecodeDir]) {
    await Deno.mkdir(folder, { recursive: true });
    await giveTo(options.runAs, folder);
  }
  await writeSecretFile(config, configuration(options, home));
  await giveTo(options.runAs, config);
  const environment = environmentOf(options, home);
  const command = pythonOf(options.root);
  const program = join(options.root, "usr/bin/odoo");
  let running: LoggedProcess | undefined;

  return {
    url,
    async start() {
      if (running) return;
      const process = await spawnLogged({
        command,
        args: [
          ...options.quickLogins ? ["-c", quickly] : [],
          program,
          "server",
          `--config=${config}`,
        ],
        env: environment,
        logFile: join(options.dataDir, "odoo.log"),
        runAs: options.runAs,
      });
      running = process;
      process.exited.then(() => running = running === process ? undefined : running);
      await untilItAnswers(url, process, join(options.dataDir, "odoo.log"));
    },
    async stop() {
      await running?.stop();
    },
    async shell(database, script) {
      const drop = options.runAs ? await runAsPrefix(options.runAs, command) : [];
      const shell = [program, "shell", `--config=${config}`, "--no-http", "-d", database];
      const [first, ...rest] = [...drop, command, ...shell];
      return await run(first!, rest, { env: environment, input: script });
    },
    async kill() {
      if (!running) return;
      signalIfAlive(-running.pid, "SIGKILL");
      await running.exited;
      // The workers hold the port a moment longer than the process that started them.
      await waitFor(() => isFree(options.port), { timeoutMs: 5_000, what: "Odoo's port" });
    },
  };
}

/** Runs a Python program with hashes of one round, as Odoo's own tests have them. */
const quickly = `
import runpy, sys
from passlib.context import CryptContext
init = CryptContext.__init__
def init_quickly(self, *schemes, **settings):
    if "pbkdf2_sha512__rounds" in settings:
        settings["pbkdf2_sha512__rounds"] = 1
    init(self, *schemes, **settings)
CryptContext.__init__ = init_quickly
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
`;

async function untilItAnswers(url: string, process: LoggedProcess, logFile: string) {
  let exitCode: number | undefined;
  process.exited.then((code) => exitCode = code);
  const version = () => exitCode === undefined ? serverVersion(url) : "exited";
  await waitFor(version, { timeoutMs: 120_000, what: "Odoo", next: `See ${logFile}.` });
  if (exitCode === undefined) return;
  throw new Error(`Cannot start Odoo: its exit code is ${exitCode}. ${await logEnd(logFile)}`);
}

/**
 * Limits stay at Odoo's defaults unless told otherwise. No mail server answers and no cron retries, so every mail stays
 * in `mail.mail` (state `exception`), where tests count it. The muted logger would warn on every
 * call that `/jsonrpc` goes away in Odoo 20.
 */
function configuration(options: OdooServerOptions, home: string): string {
  const { port, masterPassword, pgPath, requestSeconds } = options;
  const limits = ["limit_time_cpu", "limit_time_real"].map((name) =>
    `${name} = ${requestSeconds}\n`
  );
  return `[options]
admin_passwd = ${masterPassword}
list_db = True
http_interface = 127.0.0.1
http_port = ${port}
gevent_port = ${freePort()}
workers = 2
max_cron_threads = 0
data_dir = ${home}
${pgPath ? `pg_path = ${pgPath}\n` : ""}${requestSeconds ? limits.join("") : ""}db_maxconn = 32
smtp_server = 127.0.0.1
smtp_port = 1
log_handler = :INFO,odoo.addons.rpc.controllers.jsonrpc:ERROR
`;
}

function environmentOf(options: OdooServerOptions, home: string): Record<string, string> {
  return {
    ...pythonEnvironment({ ...options, home }),
    // Odoo ranks these above its configuration file, so a caller's own would win there.
    PGHOST: "127.0.0.1",
    PGPORT: String(options.postgres.port),
    PGUSER: options.postgres.user,
    PGPASSWORD: options.postgres.password,
    PGDATABASE: "",
    PGDATABASE_TEMPLATE: "template0",
  };
}
