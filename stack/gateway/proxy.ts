/** Hop-by-hop headers, and those that name a body encoding which fetch has already undone. */
const NOT_RETURNED = ["connection", "keep-alive", "transfer-encoding", "content-encoding"];

/** No answer has begun in time. */
export class Idle extends Error {}

/** Passes the request on to `url` and streams the answer back. @throws {Idle} when none begins within `idleMs` */
export async function forward(
  request: Request,
  url: URL,
  idleMs?: number,
): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("accept-encoding");
  headers.set("x-forwarded-host", headers.get("host") ?? "");
  headers.set("x-forwarded-proto", "http");
  headers.delete("host");
  if (!headers.has("sb-request-id")) headers.set("sb-request-id", crypto.randomUUID());
  const waiting = new AbortController();
  const timer = idleMs === undefined
    ? undefined
    : setTimeout(() => waiting.abort(new Idle()), idleMs);
  const answer = await fetch(url, {
    method: request.method,
    headers,
    body: request.body,
    redirect: "manual",
    signal: AbortSignal.any([request.signal, waiting.signal]),
  }).finally(() => clearTimeout(timer));
  const answerHeaders = new Headers(answer.headers);
  for (const name of NOT_RETURNED) answerHeaders.delete(name);
  if (answer.headers.has("content-encoding")) answerHeaders.delete("content-length");
  return new Response(answer.body, { status: answer.status, headers: answerHeaders });
}
