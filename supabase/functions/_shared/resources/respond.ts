import { createHash } from "node:crypto";
import type { Route } from "./route.ts";

/** What the database has answered, as HTTP: with an ETag where it was read, with a Location where something was begun. */
export function respond(
  request: Request,
  { method, status = 200, location }: Pick<Route, "method" | "status" | "location">,
  text: string,
): Response {
  if (method !== "GET") {
    return uncached(text, status, location ? { location: filledIn(location, text) } : {});
  }
  // As api.etag() has it.
  const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
  // It may be kept, by the caller alone, and is asked for again each time.
  const headers = {
    "content-type": "application/json",
    "cache-control": "private, no-cache",
    etag,
  };
  const same = request.headers.get("if-none-match")?.split(/\s*,\s*/).includes(etag);
  return same ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
}

/** An answer of the database as it is, which nobody keeps. */
export function uncached(
  text: string | null,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

/** A path below /api with members of an answer for its variables. */
function filledIn(path: string, text: string): string {
  const members = JSON.parse(text) as Record<string, unknown>;
  return "/functions/v1/api" + path.replaceAll(/\{([a-z_]+)\}/g, (_, name) => `${members[name]}`);
}
