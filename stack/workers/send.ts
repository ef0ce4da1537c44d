/** A row of `net.http_request_queue`. */
export interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Uint8Array | null;
  timeout_milliseconds: number;
}

/** What `net._http_response` says of it. */
export interface Answer {
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);
const none = { status_code: null, content_type: null, headers: null, content: null };

/** As curl has it, by which pg_net sends. */
const mostRedirects = 30;

/**
 * Sends a request as pg_net 0.20.4 does, to loopback alone: redirects are followed with all headers, and
 * what goes wrong is told in curl's words. @param stop ends it at once, by throwing
 */
export async function send(request: QueuedRequest, stop: AbortSignal): Promise<Answer> {
  const { timeout_milliseconds: most } = request;
  const started = performance.now();
  const late = AbortSignal.timeout(most);
  try {
    const response = await follow(request, AbortSignal.any([late, stop]));
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      content: await response.text() || null,
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    if (stop.aborted) throw error;
    const ms = performance.now() - started;
    return late.aborted
      ? { ...none, timed_out: true, error_msg: timeoutText(most, ms) }
      : { ...none, timed_out: false, error_msg: curlText(error as Error) };
  }
}

async function follow(request: QueuedRequest, signal: AbortSignal): Promise<Response> {
  let [url, method] = [request.url, request.method.toUpperCase()];
  let body = request.body ? new Uint8Array(request.body) : undefined;
  const headers = { ...request.headers, "user-agent": "pg_net/0.20.4" };
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const { hostname } = new URL(url);
    if (!loopback.has(hostname)) {
      throw new Error(`Cannot reach ${hostname}: the local stack sends to loopback alone`);
    }
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal });
    const location = response.headers.get("location");
    if (location === null || response.status < 300 || response.status > 399) return response;
    await response.body?.cancel();
    url = new URL(location, url).href;
    if (method === "POST" && response.status < 304) [method, body] = ["GET", undefined];
  }
  throw new Error("Number of redirects hit maximum amount");
}

function timeoutText(most: number, ms: number): string {
  const time = (value: number) => `${value.toFixed(6)} ms`;
  return `Timeout of ${most} ms reached. Total time: ${time(ms)} (DNS time: ${time(0)}, ` +
    `TCP/SSL handshake time: ${time(0)}, HTTP Request/Response time: ${time(ms)})`;
}

/** Deno's words for a connection that failed, in curl's; the cause has the words of the network. */
function curlText(error: Error): string {
  const message = `${error.message} ${(error.cause as Error | undefined)?.message ?? ""}`.trim();
  if (/dns error|failed to lookup/i.test(message)) return "Could not resolve hostname";
  if (/tcp connect error|connection refused/i.test(message)) return "Could not connect to server";
  if (/connection closed before message completed|unexpected eof/i.test(message)) {
    return "Server returned nothing (no headers, no data)";
  }
  if (/invalid url/i.test(message)) return "URL using bad/illegal format or missing URL";
  if (/connection reset/i.test(message)) return "Failure when receiving data from the peer";
  return message;
}
