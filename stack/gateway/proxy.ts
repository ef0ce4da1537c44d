/** Hop-by-hop headers, and those that name a body encoding which fetch has already undone. */
const NOT_RETURNED = ["connection", "keep-alive", "transfer-encoding", "content-encoding"];

/** Passes the request on to `url` and streams the answer back. */
export async function forward(request: Request, url: URL): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("accept-encoding");
  headers.set("x-forwarded-host", headers.get("host") ?? "");
  headers.set("x-forwarded-proto", "http");
  headers.delete("host");
  if (!headers.has("sb-request-id")) headers.set("sb-request-id", crypto.randomUUID());
  const answer = await fetch(url, {
    method: request.method,
    headers,
    body: request.body,
    redirect: "manual",
    signal: request.signal,
  });
  const answerHeaders = new Headers(answer.headers);
  for (const name of NOT_RETURNED) answerHeaders.delete(name);
  if (answer.headers.has("content-encoding")) answerHeaders.delete("content-length");
  return new Response(answer.body, { status: answer.status, headers: answerHeaders });
}
