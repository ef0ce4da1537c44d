import { createHash } from "node:crypto";
import {
  beginBackup,
  begunPaths,
  type DumpFacts,
  finishBackup,
  forgetBackup,
  type TakenBackup,
} from "../../database/backups.ts";
import { AppError } from "../../errors.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { moduleHash } from "../../odoo/tenant/module_hash.ts";
import { callSignal } from "../tenant/call_limits.ts";
import { manage, serverVersion } from "../tenant/odoo.ts";
import { tenantsDatabase } from "../tenant/ownership.ts";
import type { Work } from "../tenant/step.ts";
import { ifSeenInTime } from "../tenant/patience.ts";
import { storeOf } from "./store.ts";
import { quoted } from "../../quoted.ts";

/**
 * Streams a dump of the tenant's database into Storage and, once it is whole there, has it count.
 * Cut off anywhere, it leaves nothing that counts. Each try has an object of its own: one that is slow, and
 * taken for dead, neither overwrites another's nor counts beside it.
 */
export async function takeBackup(work: Work): Promise<TakenBackup> {
  const { deps, operation, tenant } = work;
  const store = storeOf(work);
  const database = await tenantsDatabase(work);
  if (!database) throw missing(tenant);
  const { id, object_path: path } = await beginBackup(deps.sql, operation.id);
  const inside = await look(work);
  const archive = measured(await database.dump());
  await store.put(path, archive.content, callSignal(deps));
  const { sha256, bytes } = archive.result();
  const stored = await store.size(path);
  if (stored !== bytes) {
    const detail = `Cannot keep the backup ${path}: Storage has ${stored} of its ${bytes} bytes.`;
    throw new AppError("storage_failed", detail);
  }
  const taken = await finishBackup(deps.sql, id, { sha256, bytes, ...inside });
  // Rows of other tries stay: one that is not dead, and stores its object yet, is found by remove_expired.
  for (const left of await begunPaths(deps.sql, operation.id)) await store.remove(left);
  if (taken.id !== id) await forgetBackup(deps.sql, id);
  return taken;
}

function missing({ slug, database }: Work["tenant"]): AppError {
  const detail = `Cannot back up tenant ${quoted(slug)}: the Odoo server has no database ${
    quoted(database)
  }.`;
  return new AppError("odoo_database_missing", detail);
}

/** What a restored copy is compared with. A database that nobody gets into is dumped all the same. */
async function look(work: Work): Promise<Omit<DumpFacts, "sha256" | "bytes">> {
  const seen = await ifSeenInTime(work, async () => {
    const client = await manage(work);
    return {
      odooVersion: client.version.text,
      moduleHash: await moduleHash(client),
      databaseUuid: await databaseUuid(client),
    };
  });
  return seen ?? { odooVersion: (await serverVersion(work)).text };
}

function measured(source: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let bytes = 0;
  async function* content() {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { content: content(), result: () => ({ sha256: hash.digest("hex"), bytes }) };
}
