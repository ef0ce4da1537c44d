import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.ts";

/** Names of files that say what Odoo is to hold. */
const readable = /\.(ya?ml|json|csv|tsv|xlsx)$/i;

/** A file that was found; it is read when it is asked for, and nobody keeps its bytes. */
export interface FoundFile {
  name: string;
  bytes(): Promise<Uint8Array>;
}

/** The files that paths name: a folder stands for those in it, however deep. @throws {Failure} */
export async function filesIn(paths: readonly string[]): Promise<FoundFile[]> {
  const names = (await Promise.all(paths.map(filesAt))).flat();
  if (names.length === 0) {
    throw new Failure(`Cannot read seeds: no file is in ${paths.join(", ")}.`, "Name a file.");
  }
  return [...new Set(names)].map((name) => ({
    name,
    bytes: async () => new Uint8Array(await readFile(name)),
  }));
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((error) => {
    throw new Failure(`Cannot read ${path}: ${error.message}.`, "Name another file or folder.");
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith("."))
    .filter((entry) => entry.isDirectory() || readable.test(entry.name))
    .map(({ name }) => name);
  return (await Promise.all(names.sort().map((name) => filesAt(join(path, name))))).flat();
}
