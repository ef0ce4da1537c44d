import { ignoreMissing } from "../missing.ts";

/** A random password of 32 hexadecimal digits. */
export function newPassword(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** Writes a file that only its owner may read; it appears whole or not at all. */
export async function writeSecretFile(path: string, text: string): Promise<void> {
  const partial = `${path}.${crypto.randomUUID()}.partial`; // two may write at once
  await Deno.writeTextFile(partial, text, { mode: 0o600, createNew: true });
  await Deno.rename(partial, path);
}

/** Reads back what `writeSecretFile` wrote as JSON; undefined when there is none. */
export async function readSecretFile<T>(path: string): Promise<T | undefined> {
  const text = await Deno.readTextFile(path).catch(ignoreMissing);
  return text === undefined ? undefined : JSON.parse(text) as T;
}
