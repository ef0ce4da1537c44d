import { join } from "node:path";
import { startApi } from "./api.ts";
import { resetLine } from "./command_line.ts";
import { parseConfig } from "./config.ts";
import { instanceKeys } from "./keys.ts";
import { useDatabase } from "./existing_database.ts";
import { applyMigrations } from "./migrations.ts";
import { startInstanceOdoo } from "./instance_odoo.ts";
import type { RunningOdoo } from "./odoo/types.ts";
import { instanceDir, root } from "./paths.ts";
import { keepPeople } from "./people.ts";
import { choosePorts } from "./ports.ts";
import { outliveCutConnections } from "./postgres/cut_connections.ts";
import { bootstrap } from "./postgres/bootstrap.ts";
import { noticeDdl } from "./postgres/notice_ddl.ts";
import { startPostgres } from "./postgres/server.ts";
import { stopSpawned } from "./process.ts";
import { unprivilegedUser } from "./run_as.ts";
import { claim, release, writeState } from "./state.ts";
import type { StackOptions, StackState } from "./types.ts";
import { readSecret } from "./vault.ts";
import { startWorkers } from "./workers/workers.ts";

export interface Stack extends StackState {
  /** Resolves with the reason when a part of the stack ends by itself. */
  broken: Promise<string>;
  /** Runs Python in Odoo's own shell; absent without Odoo and for a server given by URL. */
  odooShell: RunningOdoo["shell"];
  /** Ends everything that was started; the data stay. */
  stop(): Promise<void>;
}

/** Every local Supabase has this password; the server listens on loopback alone. */
const PASSWORD = "postgres";
const SUPABASE = join(root, "supabase");

/**
 * Starts an instance in this process, which owns it from now on: SIGINT, SIGTERM and SIGHUP stop
 * everything and end the process. Data of an earlier run are kept; pending migrations are applied.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const leftovers = await claim(options.instance);
  if (leftovers.length > 0) {
    options.progress.note(`Ended processes of a killed run: ${leftovers.join(", ")}`);
  }
  const cleanup = new AsyncDisposableStack();
  cleanup.defer(() => release(options.instance));
  let stopping: Promise<void> | undefined;
  const stop = () => stopping ??= cleanup.disposeAsync();
  let signalled = false;
  stopOnSignals(cleanup, () => {
    signalled = true;
    return stop();
  });
  try {
    const parts = await startParts(options, cleanup);
    const broken = new Promise<string>((resolve) => {
      parts.broken.then((reason) => stopping ?? resolve(reason));
    });
    return { ...parts, broken, stop };
  } catch (error) {
    if (signalled) await new Promise(() => {}); // the signal ends the process; this is its echo
    await stop();
    await stopSpawned();
    throw error;
  }
}

function stopOnSignals(cleanup: AsyncDisposableStack, stop: () => Promise<void>): void {
  for (const [signal, number] of [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]] as const) {
    const end = async () => {
      try {
        await stop();
      } finally {
        await stopSpawned(); // also what a start that is not over has begun
        Deno.exit(128 + number);
      }
    };
    Deno.addSignalListener(signal, end);
    cleanup.defer(() => Deno.removeSignalListener(signal, end));
  }
}

async function startParts(
  options: StackOptions,
  cleanup: AsyncDisposableStack,
): Promise<Omit<Stack, "stop">> {
  const { instance } = options;
  cleanup.use(outliveCutConnections());
  const folder = instanceDir(instance);
  const config = parseConfig(await Deno.readTextFile(join(SUPABASE, "config.toml")), SUPABASE);
  const ports = choosePorts(options.ports, config, options);
  const keys = await instanceKeys(join(folder, "keys.json"));
  const { jwtSecret: _secret, signingKey: _key, ...openKeys } = keys;
  // Both are waited for even when one fails, so that nothing starts behind the cleanup's back.
  const starting = options.databaseUrl
    ? useDatabase(options.databaseUrl, options)
    : startDatabase(options, ports.database, cleanup);
  const [database, odoo] = await Promise.allSettled([
    starting.then((database) => {
      options.onDatabase?.(database.url);
      return database;
    }),
    options.odoo ? startInstanceOdoo(options, ports.odoo, cleanup) : undefined,
  ]);
  if (database.status === "rejected") throw database.reason;
  if (odoo.status === "rejected") throw odoo.reason;
  const state: StackState = {
    instance,
    supervisorPid: Deno.pid,
    apiUrl: `http://127.0.0.1:${ports.api}`,
    databaseUrl: database.value.url,
    ...openKeys,
    odoo: odoo.value?.state,
  };
  if (options.databaseUrl) {
    keys.functionsSecret = await readSecret(state.databaseUrl, "functions_secret") ??
      keys.functionsSecret;
    state.functionsSecret = keys.functionsSecret;
    state.peoplePassword = "";
  }
  if (options.functions) {
    await startApi(options, config, ports.api, keys, state, odoo.value, cleanup);
  }
  if (options.people && !options.databaseUrl && !await keepPeople(state)) {
    options.progress.note("Nobody can sign in: this instance began with an earlier version.");
    options.progress.note(`To begin afresh: ${resetLine(options)}`);
  }
  await writeState(state);
  return { ...state, broken: database.value.broken, odooShell: odoo.value?.running.shell };
}

async function startDatabase(options: StackOptions, port: number, cleanup: AsyncDisposableStack) {
  const { instance, progress } = options;
  const folder = instanceDir(instance);
  const logFile = join(folder, "logs/postgres.log");
  const server = await progress.step("Start PostgreSQL", async () => {
    const server = await startPostgres({
      dataDir: join(folder, "postgres"),
      port,
      superuser: "supabase_admin",
      password: PASSWORD,
      settings: { wal_level: "logical", shared_preload_libraries: "pg_stat_statements" },
      logFile,
      progress,
      runAs: unprivilegedUser(),
    });
    cleanup.defer(() => server.stop());
    await bootstrap(server.url, PASSWORD);
    return server;
  });
  const url = `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  await progress.step("Apply migrations and seeds", async (update) => {
    const { told, changed } = await applyMigrations(url, { seeds: true }).catch((error) => {
      const next = `If the data may go, begin afresh: ${resetLine(options)}`;
      throw new Error(`${error.message}\n${next}`, { cause: error });
    });
    update(told);
    if (changed.length > 0) {
      progress.note(`  To begin afresh: ${resetLine(options)}`);
    }
    await noticeDdl(server.url);
  });
  const workers = startWorkers(server.url, (line) => progress.note(line));
  cleanup.defer(() => workers.stop());
  const broken = server.exited.then((code) =>
    `PostgreSQL ended by itself with code ${code}. See ${logFile}.`
  );
  return { url, broken };
}
