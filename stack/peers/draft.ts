import { dirname, join } from "node:path";
import { killLeftovers } from "../leftovers.ts";
import { logEnd } from "../log_end.ts";
import { ignoreMissing } from "../missing.ts";
import { exclusively } from "../odoo/debian/lock.ts";
import { cacheDir } from "../paths.ts";
import { requireSpace } from "../space.ts";
import type { Progress } from "../types.ts";
import { NotFetched } from "./peer.ts";

export interface Program {
  name: string;
  version: string;
  /** What it takes on disk, twice for a moment: what fetches it keeps the archives. */
  bytes: number;
}

/** A program with all that it depends on, as a lock file pins them. */
export interface LockedProgram extends Program {
  lockFile: URL;
}

/** Fills the draft's folder; what it writes to the log is told when it fails. @returns its exit code */
export type Fetch = (
  draft: string,
  logFile: string,
  update: (detail: string) => void,
) => Promise<number>;

/** Where a program is once it is installed. */
export function programFolder({ name, version }: Pick<Program, "name" | "version">): string {
  return join(cacheDir, "peers", `${name}-${version}`);
}

/** Installs a program into the cache, once: a folder of its name is whole. @throws {NotFetched} */
export async function installOnce(
  program: Program,
  progress: Progress,
  fetch: Fetch,
): Promise<void> {
  const folder = programFolder(program);
  await exclusively(dirname(folder), async () => {
    if (await Deno.stat(folder).catch(ignoreMissing)) return;
    const title = `Install ${program.name} ${program.version}`;
    await progress.step(title, (update) => fetchProgram(program, folder, fetch, update));
  });
}

async function fetchProgram(
  program: Program,
  folder: string,
  fetch: Fetch,
  update: (detail: string) => void,
): Promise<void> {
  await requireSpace(dirname(folder), program.bytes * 2, `install ${program.name}`);
  const logs = `${folder}.logs`;
  const draft = `${folder}.draft`;
  await killLeftovers(logs);
  await Deno.remove(draft, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(draft, { recursive: true });
  const logFile = join(logs, "install.log");
  await Deno.remove(logFile).catch(ignoreMissing);
  const code = await fetch(draft, logFile, update);
  if (code !== 0) {
    const reason = `the installer's exit code is ${code}. ${await logEnd(logFile)}`;
    throw new NotFetched(`Cannot install ${program.name} ${program.version}: ${reason}`);
  }
  await Deno.rename(draft, folder);
  await Deno.remove(logs, { recursive: true });
  update("");
}
