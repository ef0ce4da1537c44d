import { dirname, join } from "node:path";
import { killLeftovers } from "../leftovers.ts";
import { logEnd } from "../log_end.ts";
import { ignoreMissing } from "../missing.ts";
import { exclusively } from "../odoo/debian/lock.ts";
import { packageFolder, platform } from "../packages.ts";
import { cacheDir } from "../paths.ts";
import { spawnLogged } from "../process.ts";
import { requireSpace } from "../space.ts";
import type { Progress } from "../types.ts";
import { NotFetched } from "./peer.ts";

/** What peers that are written for Node run on; the clone itself needs an older one. */
const NODE = "24.21.0";

/** A program of npm with all that it depends on, as a lock file pins them. */
export interface LockedProgram {
  name: string;
  version: string;
  lockFile: URL;
  /** What it takes on disk, twice for a moment: npm keeps the archives. */
  bytes: number;
}

/** Where a program is once it is installed. */
export function programFolder({ name, version }: Pick<LockedProgram, "name" | "version">): string {
  return join(cacheDir, "peers", `${name}-${version}`);
}

/** The Node that peers run on, fetched when it is not there yet. @throws {NotFetched} */
export async function nodeProgram(): Promise<string> {
  const specifier = `npm:node-${platform()}@${NODE}/package.json`;
  const folder = await packageFolder(specifier).catch((error) => {
    throw new NotFetched(`Cannot fetch Node ${NODE}: ${error.message}`);
  });
  return join(folder, "bin/node");
}

/**
 * Installs a program into the cache, once: a folder of its name is whole. Registry and log-in are those
 * of npm's own settings. No package's script runs: none is needed, and some call home.
 */
export async function installProgram(program: LockedProgram, progress: Progress): Promise<void> {
  const folder = programFolder(program);
  await exclusively(dirname(folder), async () => {
    if (await Deno.stat(folder).catch(ignoreMissing)) return;
    const title = `Install ${program.name} ${program.version}`;
    await progress.step(title, (update) => fetchProgram(program, folder, update));
  });
}

async function fetchProgram(
  program: LockedProgram,
  folder: string,
  update: (detail: string) => void,
): Promise<void> {
  await requireSpace(dirname(folder), program.bytes * 2, `install ${program.name}`);
  const logs = `${folder}.logs`;
  const draft = `${folder}.draft`;
  await killLeftovers(logs);
  await Deno.remove(draft, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(draft, { recursive: true });
  const lock = await Deno.readTextFile(program.lockFile);
  const manifest = { private: true, dependencies: { [program.name]: program.version } };
  await Deno.writeTextFile(join(draft, "package.json"), JSON.stringify(manifest));
  await Deno.writeTextFile(join(draft, "package-lock.json"), lock);
  const logFile = join(logs, "npm.log");
  await Deno.remove(logFile).catch(ignoreMissing);
  const npm = await spawnLogged({
    command: "npm",
    args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http"],
    cwd: draft,
    logFile,
  });
  const packages = Object.keys(JSON.parse(lock).packages).length;
  const watching = setInterval(() => showFetched(logFile, packages, update), 1000);
  const code = await npm.exited.finally(() => clearInterval(watching));
  if (code !== 0) {
    const reason = `npm's exit code is ${code}. ${await logEnd(logFile)}`;
    throw new NotFetched(`Cannot install ${program.name} ${program.version}: ${reason}`);
  }
  await Deno.rename(draft, folder);
  await Deno.remove(logs, { recursive: true });
  update("");
}

/** npm says a line for each archive that it has asked for or had already. */
function showFetched(logFile: string, packages: number, update: (detail: string) => void): void {
  const fetched = Deno.readTextFileSync(logFile).match(/^npm http (fetch|cache) \S.*\.tgz/gm);
  update(`${Math.min(fetched?.length ?? 0, packages)} of ${packages} packages`);
}
