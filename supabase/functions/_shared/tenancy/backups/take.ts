import { createHash } from "node:crypto";
import {
  beginBackup,
  type DumpFacts,
  finishBackup,
  type TakenBackup,
} from "../../database/backups.ts";
import { AppError } from "../../errors.ts";
import { databaseUuid } from "../../odoo/database_state.ts";
import { moduleHash } from "../../odoo/tenant/module_hash.ts";
import { databasesOf, manage, serverVersion, timeoutMs } from "../odoo.ts";
import type { Work } from "../step.ts";
import { storeOf } from "./store.ts";

/**
 * Streams a dump of the tenant's database into Storage and, once it is whole there, has it count.
 * Cut off anywhere, it leaves nothing that counts, and is begun again at the same path.
 */
export async function takeBackup(work: Work): Promise<TakenBackup> {
  const { deps, operation, tenant } = work;
  const store = storeOf(work);
  const path = await beginBackup(deps.sql, operation.id);
  const inside = await look(work);
  const dump = measured(await databasesOf(work).dump(tenant.database));
  await store.put(path, dump.content, AbortSignal.timeout(timeoutMs));
  const { sha256, bytes } = dump.result();
  const stored = await store.size(path);
  if (stored !== bytes) {
    const detail = `Cannot keep the backup ${path}: Storage has ${stored} of its ${bytes} bytes.`;
    throw new AppError("storage_failed", detail);
  }
  return await finishBackup(deps.sql, operation.id, { sha256, bytes, ...inside });
}

/** Faults that a while mends: what is asked for is then there. */
const passing = ["odoo_unreachable", "odoo_timeout", "odoo_busy", "database_unreachable"];

/** So long a database may not say who gets in before it is dumped unseen. */
const patienceMs = 180_000;

/**
 * What a restored copy is compared with. A database that nobody gets into is dumped all the same; one
 * that was only not asked, or that cannot say yet, is asked again.
 */
async function look(work: Work): Promise<Omit<DumpFacts, "sha256" | "bytes">> {
  try {
    const client = await manage(work);
    return {
      odooVersion: client.version.text,
      moduleHash: await moduleHash(client),
      databaseUuid: await databaseUuid(client),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const waited = work.deps.now().getTime() - work.startedAt.getTime();
    if (passing.includes(error.code) && waited < patienceMs) throw error;
    work.deps.log("backup_unseen", { tenant: work.tenant.slug, message: error.detail });
    return { odooVersion: (await serverVersion(work)).text };
  }
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
