/** One id from the request to the audit log: the caller's own, its trace's, or a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  if (/^[A-Za-z0-9._:/+=-]{1,128}$/.test(given)) return given;
  const [, trace] = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/
    .exec(headers.get("traceparent") ?? "") ?? [];
  return trace !== undefined && !/^0+$/.test(trace) ? trace : crypto.randomUUID();
}
