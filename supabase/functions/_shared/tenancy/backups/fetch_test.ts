import { rejects, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import type { TakenBackup } from "../../database/backups.ts";
import type { BackupStore } from "../../storage/backup_store.ts";
import { fetchBackup } from "./fetch.ts";

const text = new TextEncoder();
const whole = text.encode("the whole archive");
const backup = {
  id: "1",
  object_path: "acme/1.zip",
  bytes: whole.length,
  sha256: createHash("sha256").update(whole).digest("hex"),
} as TakenBackup;

/** Storage that has an object, and of it sends so much. */
function storeOf(object: Uint8Array, sent = object.length): BackupStore {
  async function* content() {
    yield await Promise.resolve(object.slice(0, sent));
  }
  return {
    get: () => Promise.resolve(content()),
    size: () => Promise.resolve(object.length),
    put: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  } as unknown as BackupStore;
}

async function fetched(store: BackupStore): Promise<string> {
  let reported = "";
  for await (const chunk of fetchBackup({}, store, backup)) {
    reported += new TextDecoder().decode(chunk);
  }
  return reported;
}

Deno.test("fetchBackup() gives what was stored", async () => {
  strictEqual(await fetched(storeOf(whole)), "the whole archive");
});

Deno.test("fetchBackup() takes an answer that broke off for no fault of the backup", async () => {
  await rejects(fetched(storeOf(whole, 5)), { code: "storage_unreachable" });
});

Deno.test("fetchBackup() refuses an object that was changed, or cut short where it lies", async () => {
  const changed = text.encode("the wrong archive");
  await rejects(fetched(storeOf(changed)), { code: "backup_unusable" });
  await rejects(fetched(storeOf(whole.slice(0, 5))), { code: "backup_unusable" });
});
