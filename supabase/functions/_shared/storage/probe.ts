import type { BackupStore } from "./backup_store.ts";

const content = new TextEncoder().encode("check");

/** Whether the bucket of backups takes an object, knows it, and lets it go; nothing of it stays. @throws {AppError} storage_failed, storage_unreachable */
export async function probeStore(
  store: Pick<BackupStore, "put" | "size" | "remove">,
  signal: AbortSignal,
): Promise<boolean> {
  const path = `checks/${crypto.randomUUID()}`;
  try {
    await store.put(path, ReadableStream.from([content]), signal);
    return await store.size(path) === content.length;
  } finally {
    await store.remove(path);
  }
}
