import { dirname, join } from "node:path";
import postgres from "postgres";
import { logEnd } from "../log_end.ts";
import { ignoreMissing } from "../missing.ts";
import { spawnLogged, waitFor } from "../process.ts";
import { giveTo } from "../run_as.ts";
import type { RunAs } from "../run_as.ts";
import type { Progress } from "../types.ts";
import { postgresDistribution } from "./distribution.ts";

export interface PostgresOptions {
  /** Made when it does not exist; its parent exists afterwards, too. */
  dataDir: string;
  port: number;
  superuser: string;
  password: string;
  /** Server settings, over the defaults below. */
  settings?: Record<string, string>;
  logFile: string;
  progress: Progress;
  runAs?: RunAs;
}

export interface PostgresServer {
  /** Superuser's connection URL of database `postgres`. */
  url: string;
  /** Resolves when the server has ended, asked or not. */
  exited: Promise<number>;
  stop(): Promise<void>;
}

/** Passwords here are random or known to all; each client would hash them 4,096 times a connection. */
const PASSWORDS = { scram_iterations: "1" };

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  // Loses the last moments after a power cut, never the integrity of the data.
  synchronous_commit: "off",
  ...PASSWORDS,
};

/** Starts PostgreSQL 17 on loopback over `dataDir` and waits until it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const folder = await postgresDistribution(options.progress);
  await createCluster(folder, options);
  const settings = { ...SETTINGS, port: String(options.port), ...options.settings };
  const server = await spawnLogged({
    command: join(folder, "bin/postgres"),
    args: ["-D", options.dataDir, ...asArguments(settings)],
    logFile: options.logFile,
    runAs: options.runAs,
  });
  const login = `${encodeURIComponent(options.superuser)}:${encodeURIComponent(options.password)}`;
  const url = `postgresql://${login}@127.0.0.1:${options.port}/postgres`;
  await accepting(url, server.exited, options.logFile);
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
  const stop = () => server.stop("SIGINT");
  return { url, exited: server.exited, stop };
}

function asArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Runs initdb into a draft folder, so that an interrupted one is never taken for a cluster. */
async function createCluster(folder: string, options: PostgresOptions): Promise<void> {
  const { dataDir, superuser, password, runAs } = options;
  if (await isFolder(dataDir)) return;
  const draft = `${dataDir}.draft`;
  await Deno.remove(draft, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(draft, { recursive: true, mode: 0o700 });
  const passwordFile = await Deno.makeTempFile();
  const logFile = join(dirname(options.logFile), "initdb.log");
  try {
    await Deno.writeTextFile(passwordFile, password);
    await giveTo(runAs, passwordFile);
    await giveTo(runAs, draft);
    const initdb = await spawnLogged({
      command: join(folder, "bin/initdb"),
      args: [
        ...["-D", draft, "-U", superuser, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
        // The builtin provider sorts alike on every machine.
        ...["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        ...["--encoding=UTF8", "--no-sync", "--no-instructions", ...asArguments(PASSWORDS)],
      ],
      logFile,
      runAs,
    });
    const code = await initdb.exited;
    if (code !== 0) {
      throw new Error(
        `Cannot create ${dataDir}: initdb's exit code is ${code}. ${await logEnd(logFile)}`,
      );
    }
  } finally {
    await Deno.remove(passwordFile);
  }
  await Deno.rename(draft, dataDir);
}

async function accepting(url: string, exited: Promise<number>, logFile: string): Promise<void> {
  let ended: number | undefined;
  exited.then((code) => ended = code);
  const ready = await waitFor(async () => {
    if (ended !== undefined) return "ended";
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      await sql`select 1`;
      return "ready";
    } finally {
      await sql.end();
    }
  }, { timeoutMs: 30_000, what: "PostgreSQL", next: `Its log is ${logFile}.` });
  if (ready === "ended") {
    throw new Error(
      `Cannot start PostgreSQL: it ended with code ${ended}. ${await logEnd(logFile)}`,
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    ignoreMissing(error);
    await Deno.mkdir(dirname(path), { recursive: true });
    return false;
  }
}
