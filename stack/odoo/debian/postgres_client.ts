import { join } from "node:path";
import type { Progress } from "../../types.ts";
import { hostMirror, plannedPackages, privateApt } from "./apt.ts";
import { unpack } from "./packages.ts";

/** The suite whose client is as new as the cluster (PostgreSQL 17): older ones refuse to dump it. */
const SUITE = "trixie";
const PACKAGE = "postgresql-client-17";

/** What the programs are linked with; their Perl wrappers are not needed. */
const IS_NEEDED = /^(postgresql-client-17|zlib1g|lib(?!.*perl).*)$/;

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
  if (await Deno.readTextFile(stamp).catch(() => undefined) === PACKAGE) return bin;
  await progress.step("Fetch pg_dump and psql from the Debian mirror", async (update) => {
    const { mirror } = await hostMirror();
    const apt = await privateApt(join(place, "apt"), mirror, SUITE);
    const plan = await apt.get(["-s", "install", "--no-install-recommends", PACKAGE]);
    const archives = join(place, "archives");
    await Deno.mkdir(archives, { recursive: true });
    const names = plannedPackages(plan).filter((name) => IS_NEEDED.test(name));
    await apt.get(["-q", "download", ...names], archives);
    const files = [...Deno.readDirSync(archives)].map(({ name }) => join(archives, name));
    await unpack(files, join(place, "root"), update);
    for (const folder of ["apt", "archives"]) {
      await Deno.remove(join(place, folder), { recursive: true });
    }
  });
  await Deno.writeTextFile(stamp, PACKAGE);
  return bin;
}

/** Finds its files from where it lies: a cache may be copied, moved or linked. */
export async function writeWrapper(bin: string, program: string): Promise<void> {
  const script = `#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")/root/usr/lib
exec "$root/${TRIPLET}/${LOADER}" --library-path "$root/${TRIPLET}" \\
  "$root/postgresql/17/bin/${program}" "$@"
`;
  const file = join(bin, program);
  // Another stack's Odoo may be running it at this moment.
  await Deno.writeTextFile(`${file}.partial`, script, { mode: 0o755 });
  await Deno.rename(`${file}.partial`, file);
}
