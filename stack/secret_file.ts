import { readFile, rename, writeFile } from "node:fs/promises";
import { ignoreMissing } from "./missing.ts";

/** Writes a file that only its owner may read; it appears whole or not at all. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${crypto.randomUUID()}.partial`; // two may write at once
  await writeFile(partial, text, { mode: 0o600, flag: "wx" });
  await rename(partial, path);
}

/** Reads back what `writeSecretFile` wrote as JSON; undefined when there is none. */
export async function readSecretFile<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  return text === undefined ? undefined : JSON.parse(text) as T;
}
