import { join } from "node:path";
import type { Progress } from "../../types.ts";
import { ignoreMissing } from "../../missing.ts";
import { WAYS } from "../ways.ts";
import { downloads, hostArchives, plannedPackages, type PrivateApt, privateApt } from "./apt.ts";
import { watchSize } from "./arrived.ts";
import { unpack } from "./unpack.ts";

/** The suite whose client is as new as the cluster (PostgreSQL 17): older ones refuse to dump it. */
const SUITE = "trixie";
const PACKAGES = ["postgresql-client-17", "postgresql-client-18"];

/** What the programs are linked with; their Perl wrappers are not needed. */
const IS_NEEDED = /^(postgresql-client-\d+|zlib1g|lib(?!.*perl).*)$/;

export const TRIPLET = Deno.build.arch === "aarch64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
export const LOADER = Deno.build.arch === "aarch64"
  ? "ld-linux-aarch64.so.1"
  : "ld-linux-x86-64.so.2";

/**
 * A folder with `pg_dump` and `psql`, which Odoo's database service calls. They run with the C library
 * of their own suite, so that an older host serves as well.
 */
export async function postgresClient(folder: string, progress: Progress): Promise<string> {
  const place = join(folder, "postgres-client");
  const bin = join(place, "bin");
  const stamp = join(place, "unpacked");
  await Deno.mkdir(bin, { recursive: true });
  for (const program of ["pg_dump", "psql"]) await writeWrapper(bin, program);
  const stamped = await Deno.readTextFile(stamp).catch(ignoreMissing);
  if (stamped !== undefined && PACKAGES.includes(stamped)) return bin;
  const name = await progress.step("Fetch pg_dump and psql", (update) => fetchInto(place, update));
  await Deno.writeTextFile(stamp, name);
  return bin;
}

async function fetchInto(place: string, update: (detail: string) => void): Promise<string> {
  const hosts = await hostArchives();
  const apt = await privateApt(join(place, "apt"), hosts.debian?.(SUITE) ?? hosts.own);
  const name = await firstCarried(apt);
  if (!name) throw new Error(`Cannot fetch pg_dump: no archive carries "${PACKAGES[0]}". ${WAYS}`);
  const plan = await apt.get(["-s", "install", "--no-install-recommends", name]);
  const names = plannedPackages(plan).filter((name) => IS_NEEDED.test(name));
  const files = downloads(await apt.get(["--print-uris", "download", ...names]));
  const archives = join(place, "archives");
  await Deno.mkdir(archives, { recursive: true });
  const stopWatching = watchSize(archives, files, update);
  try {
    await apt.get(["-q", "download", ...names], archives);
  } finally {
    stopWatching();
  }
  await unpack(files.map(({ file }) => join(archives, file)), join(place, "root"), update);
  for (const folder of [apt.folder, archives]) await Deno.remove(folder, { recursive: true });
  return name;
}

async function firstCarried(apt: PrivateApt): Promise<string | undefined> {
  for (const name of PACKAGES) if (await apt.carries(name)) return name;
}

/** Finds its files from where it lies: a cache may be copied, moved or linked. */
export async function writeWrapper(bin: string, program: string): Promise<void> {
  const script = `#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")/root/usr/lib
exec "$root/${TRIPLET}/${LOADER}" --library-path "$root/${TRIPLET}" \\
  "$root"/postgresql/*/bin/${program} "$@"
`;
  const file = join(bin, program);
  // Another stack's Odoo may be running it at this moment.
  await Deno.writeTextFile(`${file}.partial`, script, { mode: 0o755 });
  await Deno.rename(`${file}.partial`, file);
}
