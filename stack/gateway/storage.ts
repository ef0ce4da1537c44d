import { dirname, join } from "node:path";
import { requestRole, type RoleKeys } from "../keys.ts";
import { ignoreMissing } from "../missing.ts";

export interface StorageRoutes {
  /** Where the objects lie: `<bucket>/<path>`. */
  folder: string;
  keys: RoleKeys;
}

/**
 * `/storage/v1/…` as Supabase Storage serves it to the service role: upload, download, info and
 * removal of objects, all streamed. An upload that is cut off leaves no object.
 */
export async function serveStorage(
  request: Request,
  path: string,
  { folder, keys }: StorageRoutes,
): Promise<Response> {
  if (await requestRole(request, keys) !== "service_role") {
    return refusal(403, "Unauthorized", "new row violates row-level security policy");
  }
  const [, area, ...rest] = path.split("/").map(decodeURIComponent);
  const isInfo = rest[0] === "info";
  const [bucket, ...names] = isInfo ? rest.slice(1) : rest;
  if (area !== "object" || !isPlain(bucket) || !names.every(isPlain)) {
    return refusal(404, "not_found", `Route ${request.method}:${path} not found`);
  }
  const file = join(folder, bucket, ...names);
  if (request.method === "DELETE" && names.length === 0) {
    return await remove(request, join(folder, bucket));
  }
  if (names.length === 0) return refusal(400, "InvalidKey", "Invalid key");
  if (request.method === "POST" || request.method === "PUT") {
    return await upload(request, file, [bucket, ...names].join("/"));
  }
  return await download(file, isInfo);
}

const isPlain = (name: string | undefined): name is string => /^[\w-][\w.-]*$/.test(name ?? "");

async function upload(request: Request, file: string, key: string): Promise<Response> {
  const upsert = request.method === "PUT" || request.headers.get("x-upsert") === "true";
  if (!upsert && await statOf(file)) {
    return refusal(409, "Duplicate", "The resource already exists");
  }
  await Deno.mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${crypto.randomUUID()}.draft`;
  try {
    await Deno.writeFile(draft, request.body ?? new Uint8Array());
    await Deno.rename(draft, file);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
  return Response.json({ Id: crypto.randomUUID(), Key: key });
}

async function download(file: string, infoOnly: boolean): Promise<Response> {
  const stat = await statOf(file);
  if (!stat) return refusal(404, "not_found", "Object not found");
  if (infoOnly) return Response.json({ size: stat.size, content_type: "application/zip" });
  const headers = { "content-type": "application/zip", "content-length": String(stat.size) };
  return new Response((await Deno.open(file)).readable, { headers });
}

async function remove(request: Request, folder: string): Promise<Response> {
  const { prefixes } = await request.json() as { prefixes: string[] };
  const removed: { name: string }[] = [];
  for (const name of prefixes.filter((name) => name.split("/").every(isPlain))) {
    const file = join(folder, name);
    if (!await statOf(file)) continue;
    await Deno.remove(file);
    removed.push({ name });
  }
  return Response.json(removed);
}

const statOf = (file: string) => Deno.stat(file).catch(ignoreMissing);

/** Storage's own shape: the status is in the body, the answer itself says 400. */
function refusal(statusCode: number, error: string, message: string): Response {
  return Response.json({ statusCode: String(statusCode), error, message }, { status: 400 });
}
