import { join } from "node:path";
import { packageFolder, platform } from "../packages.ts";
import { spawnLogged } from "../process.ts";
import type { Progress } from "../types.ts";
import { installOnce, type LockedProgram } from "./draft.ts";
import { NotFetched } from "./peer.ts";

/** What peers that are written for Node run on; the clone itself needs an older one. */
const NODE = "24.21.0";

/** The Node that peers run on, fetched when it is not there yet. @throws {NotFetched} */
export async function nodeProgram(): Promise<string> {
  const specifier = `npm:node-${platform()}@${NODE}/package.json`;
  const folder = await packageFolder(specifier).catch((error) => {
    throw new NotFetched(`Cannot fetch Node ${NODE}: ${error.message}`);
  });
  return join(folder, "bin/node");
}

/**
 * Installs a program of npm, once. Registry and log-in are those of npm's own settings. No package's
 * script runs: none is needed, and some call home. @throws {NotFetched}
 */
export async function installFromNpm(program: LockedProgram, progress: Progress): Promise<void> {
  await installOnce(program, progress, async (draft, logFile, update) => {
    const lock = await Deno.readTextFile(program.lockFile);
    const manifest = { private: true, dependencies: { [program.name]: program.version } };
    await Deno.writeTextFile(join(draft, "package.json"), JSON.stringify(manifest));
    await Deno.writeTextFile(join(draft, "package-lock.json"), lock);
    const npm = await spawnLogged({
      command: "npm",
      args: ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http"],
      cwd: draft,
      logFile,
    });
    const packages = Object.keys(JSON.parse(lock).packages).length;
    const watching = setInterval(() => showFetched(logFile, packages, update), 1000);
    return await npm.exited.finally(() => clearInterval(watching));
  });
}

/** npm says a line for each archive that it has asked for or had already. */
function showFetched(logFile: string, packages: number, update: (detail: string) => void): void {
  const fetched = Deno.readTextFileSync(logFile).match(/^npm http (fetch|cache) \S.*\.tgz/gm);
  update(`${Math.min(fetched?.length ?? 0, packages)} of ${packages} packages`);
}
