import {
  forgetBackup,
  keptBackups,
  removableBackups,
  type TakenBackup,
  takenBackup,
} from "../../database/backups.ts";
import { storeOf } from "../backups/store.ts";
import { takeBackup } from "../backups/take.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { absent, ownDatabaseOnly, type Step, type Work } from "../tenant/step.ts";

export const backup = ownDatabaseOnly({
  name: "backup",
  does: "Dump the database with its files into Storage, and check that the dump is whole.",
  touches: "Storage: an object; Vault: the key that opens it",
  harmless: true,
  exclusive: "copies",
  async observe({ deps, operation }) {
    const taken = await takenBackup(deps.sql, operation.id);
    return taken ? { is: "there", output: reported(taken) } : absent;
  },
  apply: async (work) => ({ output: reported(await takeBackup(work)) }),
});

/** Nothing is dropped before it is done. */
export const lastBackup: Step = {
  ...backup,
  name: "last_backup",
  does: "Take a last backup; while that fails, nothing is dropped.",
  async observe(work) {
    const seen = await backup.observe(work);
    if (seen.is !== "absent") return seen;
    const found = await OwnedDatabase.ofTenant(work);
    if (found.is === "foreign") return { is: "skipped", why: found.why };
    return found.is === "ours" ? seen : { is: "skipped", why: "The tenant has no database." };
  },
};

function reported({ id, object_path, sha256, bytes, expires_at }: TakenBackup) {
  return { backup: id, object_path, sha256, bytes, expires_at };
}

/** In one claim; what is left is removed with the next backup. */
const removedAtOnce = 50;

export const removeExpired: Step = {
  name: "remove_expired",
  does: "Remove expired backups of all tenants, and what cut-off uploads left.",
  touches: "Storage: objects; Vault: the keys that opened them",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const expired = await removableBackups(work.deps.sql, removedAtOnce);
    await remove(work, expired);
    return { output: { removed: expired.length } };
  },
};

export const removeBackups: Step = {
  name: "remove_backups",
  does: "Remove all backups of the tenant.",
  touches: "Storage: objects; Vault: the keys that opened them",
  dangerous: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const kept = await keptBackups(work.deps.sql, work.tenant.id);
    await remove(work, kept);
    return { output: { removed: kept.length } };
  },
};

/** The object first: a row that says removed must be right. */
async function remove(work: Work, rows: { id: string; object_path: string }[]): Promise<void> {
  const store = storeOf(work);
  for (const { id, object_path } of rows) {
    await store.remove(object_path);
    await forgetBackup(work.deps.sql, id);
  }
}
