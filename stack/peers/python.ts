import { join } from "node:path";
import { spawnLogged } from "../process.ts";
import type { Progress } from "../types.ts";
import { installOnce, type LockedProgram, programFolder } from "./draft.ts";

/** The system's own: one below somebody's home is closed to the unprivileged user. */
const PYTHON = "/usr/bin/python3";

/** What runs a program's modules. Its scripts do not run: they name the folder where they were made. */
export function pythonOf(program: Pick<LockedProgram, "name" | "version">): string {
  return join(programFolder(program), "bin/python3");
}

/**
 * Installs a program of PyPI with the files that its lock names by hash into an environment of its own,
 * once. The index is that of pip's own settings. @throws {NotFetched}
 */
export async function installFromPyPI(program: LockedProgram, progress: Progress): Promise<void> {
  await installOnce(program, progress, async (draft, logFile, update) => {
    const lock = await Deno.readTextFile(program.lockFile);
    await Deno.writeTextFile(join(draft, "requirements.txt"), lock);
    // Without a python3, or without its module venv, the shell says which, and this peer is not run.
    const pip = await spawnLogged({
      command: "sh",
      args: ["-c", `${PYTHON} -m venv . && exec bin/python3 -m pip ${INSTALL}`],
      cwd: draft,
      logFile,
    });
    const packages = lock.match(/^\S+==/gm)!.length;
    const watching = setInterval(() => showCollected(logFile, packages, update), 1000);
    return await pip.exited.finally(() => clearInterval(watching));
  });
}

const INSTALL =
  "install --require-hashes --no-deps --no-input --progress-bar off --disable-pip-version-check " +
  "-r requirements.txt";

/** pip says a line for each package that it has found; then it unpacks them all. */
function showCollected(logFile: string, packages: number, update: (detail: string) => void): void {
  const found = Deno.readTextFileSync(logFile).match(/^Collecting /gm)?.length ?? 0;
  update(found < packages ? `${found} of ${packages} packages` : "unpacking");
}
