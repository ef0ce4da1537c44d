import { createHash } from "node:crypto";
import { join } from "node:path";
import { instanceDir } from "../../../stack/paths.ts";
import { rpc } from "../../../stack/odoo/rpc.ts";
import { ask, stack } from "./tenants.ts";

/** A backup as GET /tenants/:slug/backups tells it. */
export interface ReportedBackup {
  id: string;
  object_path: string;
  sha256: string;
  bytes: number;
  odoo_version: string;
  module_hash: string;
}

/** A tenant's backups that count, the newest first. */
export async function ownBackups(slug: string): Promise<ReportedBackup[]> {
  return (await ask("GET", `tenants/${slug}/backups`)).items as ReportedBackup[];
}

const url = (path: string) => `${stack.apiUrl}/storage/v1/object/tenant-backups/${path}`;

/** The stored object; undefined when there is none, or none for this key. */
export async function storedObject(
  path: string,
  key = stack.secretKey,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await fetch(url(path), { headers: { apikey: key } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.ok ? bytes : undefined;
}

/** Puts other bytes in the place of an object. */
export async function overwriteObject(path: string, content: Uint8Array<ArrayBuffer>) {
  const response = await fetch(url(path), {
    method: "POST",
    headers: { apikey: stack.secretKey, "x-upsert": "true" },
    body: content,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`Cannot overwrite ${path}: HTTP ${response.status}.`);
}

/** Storage that can keep nothing of a tenant, until it is mended. */
export async function brokenStorage(slug: string) {
  const bucket = join(instanceDir(stack.instance), "storage/tenant-backups");
  await Deno.mkdir(bucket, { recursive: true });
  const inTheWay = join(bucket, slug);
  await Deno.writeTextFile(inTheWay, "");
  return { mend: () => Deno.remove(inTheWay) };
}

export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A client of Odoo that may do anything in a tenant's database. */
export function odooCalls(database: string, uid: number, password: string) {
  return (model: string, method: string, args: unknown[], kwargs = {}) => {
    const call = [database, uid, password, model, method, args, kwargs];
    // deno-lint-ignore no-explicit-any
    return rpc<any>(stack.odoo.url, "object", "execute_kw", call);
  };
}
