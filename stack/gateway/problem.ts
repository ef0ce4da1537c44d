/** An RFC 9457 answer; `detail` says what is wrong and what to do next. */
export function problem(status: number, code: string, title: string, detail: string): Response {
  return new Response(JSON.stringify({ type: "about:blank", status, code, title, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
