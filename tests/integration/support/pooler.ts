import { join } from "node:path";
import { cacheDir } from "../../../stack/paths.ts";
import { ignoreMissing } from "../../../stack/missing.ts";
import {
  aptServes,
  downloads,
  hostArchives,
  plannedPackages,
  privateApt,
} from "../../../stack/odoo/debian/apt.ts";
import { unpack } from "../../../stack/odoo/debian/unpack.ts";
import { freePort, spawnLogged } from "../../../stack/process.ts";
import { giveTo, unprivilegedUser } from "../../../stack/run_as.ts";
import { eventually } from "./eventually.ts";
import postgres from "postgres";

/** Whether a transaction pooler can be had here: PgBouncer comes from the host's own archive. */
export const hasPooler: boolean = await aptServes();

/** PgBouncer before a database: each transaction gets whichever of its two connections is free. */
export async function startPooler(
  databaseUrl: string,
): Promise<AsyncDisposable & { url: string }> {
  const root = await unpackedPooler();
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const settings = join(folder, "pgbouncer.ini");
  await Deno.writeTextFile(settings, settingsText(new URL(databaseUrl), port));
  const runAs = unprivilegedUser();
  await giveTo(runAs, folder);
  const process = await spawnLogged({
    command: join(root, "usr/sbin/pgbouncer"),
    args: [settings],
    env: { LD_LIBRARY_PATH: await librariesIn(root) },
    logFile: join(folder, "pgbouncer.log"),
    runAs,
  });
  const url = `postgresql://pooled@127.0.0.1:${port}/pooled`;
  await eventually("the pooler answers", () => answers(url));
  return {
    url,
    async [Symbol.asyncDispose]() {
      await process.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function settingsText(to: URL, port: number): string {
  const target = {
    host: to.hostname,
    port: to.port,
    dbname: to.pathname.slice(1),
    user: decodeURIComponent(to.username),
    password: decodeURIComponent(to.password),
  };
  const said = Object.entries(target).filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}='${value.replaceAll("'", "''")}'`);
  return `[databases]
pooled = ${said.join(" ")}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
`;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, prepare: false, onnotice: () => {} });
  return await sql`select 1`.then(() => true, () => false).finally(() => sql.end());
}

/** The C library has to be the one the host's own loader belongs to. */
const isNeeded = /^(pgbouncer|lib(?!c6$|.*perl).*)$/;

async function unpackedPooler(): Promise<string> {
  const folder = join(cacheDir, "pgbouncer");
  const root = join(folder, "root");
  if (await Deno.stat(root).catch(ignoreMissing)) return root;
  const apt = await privateApt(join(folder, "apt"), (await hostArchives()).own);
  const plan = await apt.get(["-s", "install", "--no-install-recommends", "pgbouncer"]);
  const names = plannedPackages(plan).filter((name) => isNeeded.test(name));
  const files = downloads(await apt.get(["--print-uris", "download", ...names]));
  const archives = join(folder, "archives");
  await Deno.mkdir(archives, { recursive: true });
  await apt.get(["-q", "download", ...names], archives);
  await unpack(files.map(({ file }) => join(archives, file)), root, () => {});
  for (const used of [apt.folder, archives]) await Deno.remove(used, { recursive: true });
  return root;
}

/** Debian has libraries in a folder of the architecture, and some beside it. */
async function librariesIn(root: string): Promise<string> {
  const found: string[] = [];
  for (const above of ["usr/lib", "lib"]) {
    for await (const { name, isDirectory } of entries(join(root, above))) {
      if (isDirectory && name.endsWith("-linux-gnu")) found.push(join(root, above, name));
    }
  }
  return found.join(":");
}

async function* entries(folder: string): AsyncIterable<Deno.DirEntry> {
  if (await Deno.stat(folder).catch(ignoreMissing)) yield* Deno.readDir(folder);
}
