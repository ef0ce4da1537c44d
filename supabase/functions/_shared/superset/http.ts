import { AppError } from "../errors.ts";
import { sent, textOf, TooLarge } from "../outside/exchange.ts";
import { retryAfter } from "../outside/retry_after.ts";
import { type Answer, faultFromNetwork, SupersetFault } from "./faults.ts";

/** A request as it goes over the wire. */
export interface WireRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v1`, with its query. */
  path: string;
  /** Sent as JSON, or as a form where it is one. */
  body?: unknown;
  headers?: Record<string, string>;
  /** What is asked for, as errors name it: "find the database acme". */
  title: string;
  /** Whether sending it twice does no harm. */
  repeatable: boolean;
  signal: AbortSignal;
}

/** Lists are asked for in pages; a dashboard's layout is the largest. */
const answerMb = 8;

/** Sends requests to one Superset. */
export class SupersetHttp {
  /** Base URL without a trailing slash. */
  readonly url: string;

  /** @throws {AppError} misconfigured, when the URL is none or carries credentials */
  constructor(url: string) {
    const parsed = URL.parse(url);
    if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password) {
      const detail = "Cannot connect to Superset: its URL is no http(s) URL without credentials.";
      throw new AppError("misconfigured", detail);
    }
    this.url = url.replace(/\/+$/, "");
  }

  /**
   * Sends one request and follows no redirect.
   * @returns what came, whatever its status
   * @throws {SupersetFault}
   */
  async send(request: WireRequest): Promise<Answer> {
    const { method, path, body, title, repeatable, signal } = request;
    // Over https Superset takes no write without one of its own pages.
    const headers = new Headers({ accept: "application/json", referer: `${this.url}/` });
    for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value);
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers.set("content-type", "application/json");
    const init = { method, headers, redirect: "manual", signal } as const;
    try {
      const content = isForm || body === undefined ? body : JSON.stringify(body);
      const url = `${this.url}/api/v1${path}`;
      const response = await fetch(url, sent({ ...init, body: content }, repeatable));
      return {
        status: response.status,
        text: await textOf(response, answerMb),
        cookie: response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; "),
        retryAfter: retryAfter(response.headers, new Date()),
      };
    } catch (error) {
      if (error instanceof TooLarge) {
        throw new SupersetFault("superset_failed", `Cannot ${title}: ${error.message}.`);
      }
      throw faultFromNetwork(title, this.url, error);
    }
  }
}
