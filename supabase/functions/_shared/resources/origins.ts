import type { Context, Next } from "hono";

/** Lets pages of the origins that are configured read the answers; asks for `origins` only where a page asks. */
export async function answerOrigin(
  context: Context,
  next: Next,
  origins: () => readonly string[],
): Promise<Response | void> {
  const origin = context.req.header("origin");
  const allowed = origin !== undefined && origins().includes(origin);
  if (context.req.method === "OPTIONS") return preflight(allowed ? origin : undefined);
  await next();
  if (!allowed) return;
  context.header("access-control-allow-origin", origin);
  context.header(
    "access-control-expose-headers",
    "etag, location, retry-after, www-authenticate, x-request-id",
  );
  context.header("vary", "origin", { append: true });
}

function preflight(origin: string | undefined): Response {
  if (origin === undefined) return new Response(null, { status: 204 });
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers":
        "authorization, content-type, if-match, if-none-match, idempotency-key, x-request-id",
      "access-control-max-age": "600",
      vary: "origin",
    },
  });
}
