import { AppError } from "../../errors.ts";
import { type BackupStore, backupStore } from "../../storage/backup_store.ts";
import type { Work } from "../tenant/step.ts";

/** Where backups are kept. @throws {AppError} misconfigured */
export function storeOf({ deps }: Pick<Work, "deps">): BackupStore {
  if (deps.config.storage) return backupStore(deps.config.storage);
  const detail = "Cannot keep backups: SUPABASE_URL and SUPABASE_SECRET_KEYS are not both set.";
  throw new AppError("misconfigured", detail);
}
