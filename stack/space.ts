import { statfs } from "node:fs/promises";

/** Looks whether so much is free where a folder is. @throws {Error} that names both figures */
export async function requireSpace(folder: string, bytes: number, purpose: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new Error(
    `Cannot ${purpose}: ${megabytes(bytes)} MB are needed, and ${megabytes(free)} MB are free ` +
      `where ${folder} is.`,
  );
}

/** How much is free where a folder is. @throws {Error} when there is none */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
