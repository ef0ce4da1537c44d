import { createHash } from "node:crypto";
import type { TakenBackup } from "../../database/backups.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../errors.ts";
import type { BackupStore } from "../../storage/backup_store.ts";
import { callSignal } from "../tenant/call_limits.ts";

/**
 * A backup's object, byte for byte what was stored; else it throws at its end. @throws {AppError}
 * storage_unreachable, when the answer broke off; backup_unusable, when the object is another one; storage_*
 */
export async function* fetchBackup(
  deps: Pick<Deps, "leftMs">,
  store: BackupStore,
  { id, object_path: path, bytes, sha256 }: TakenBackup,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let received = 0;
  for await (const chunk of await store.get(path, callSignal(deps))) {
    hash.update(chunk);
    received += chunk.length;
    yield chunk;
  }
  if (hash.digest("hex") === sha256) return;
  if (received < bytes && await store.size(path) !== received) {
    const detail = `Cannot fetch backup ${id} from Storage: its answer broke off.`;
    throw new AppError("storage_unreachable", detail);
  }
  const detail = `Cannot restore backup ${id}: its checksum is not the one it was stored with.`;
  throw new AppError("backup_unusable", detail, {
    suggestion: "Choose another backup, and look who changed this one.",
  });
}
