import { AppError } from "../errors.ts";
import { odooBaseUrl } from "../odoo_url.ts";
import { sent, textOf, TooLarge } from "../outside/exchange.ts";
import { noteCall } from "../work_done.ts";
import { faultFromNetwork, OdooFault, type Operation } from "./faults.ts";
import { parseLenient } from "./lenient_json.ts";
import type { Answer, OdooConnection } from "./types.ts";

export interface OdooRequest {
  method: "GET" | "POST";
  /** Path below the connection's URL, e.g. `/jsonrpc`. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a web form, instead of a body. */
  form?: Record<string, string>;
  /** Whether sending it twice would do no harm. */
  repeatable: boolean;
  /** A larger answer is not read to its end. */
  answerMb?: number;
  signal?: AbortSignal;
}

/** Lists of ids, dates and names, of which one is there at a time. */
const listMb = 32;
/** Records with their texts: a page of 3,000 ordinary tasks has 1 MB. An edge function has 256 MB in all and reads three at once, which took 200 MB with 5 MB each. */
export const pageMb = 5;

/** Sends requests to one Odoo and counts them; every failure is an `OdooFault`. */
export class OdooHttp {
  readonly connection: OdooConnection;
  readonly #base: string;
  readonly fetch: typeof fetch;
  #count = 0;

  /** @throws {AppError} misconfigured, when the URL is none or carries credentials */
  constructor(connection: OdooConnection, fetcher: typeof fetch = fetch) {
    this.connection = connection;
    this.#base = baseUrl(connection.url);
    this.fetch = fetcher;
  }

  /** HTTP requests sent so far. */
  get count(): number {
    return this.#count;
  }

  /** Sends one request. Redirects are not followed: they turn POST into GET. */
  async send(operation: Operation, request: OdooRequest): Promise<Answer> {
    const { method, path, form, signal } = request;
    const headers = toHeaders(operation, { ...request.headers, "content-type": typeOf(request) });
    const json = request.body === undefined ? undefined : JSON.stringify(request.body);
    const body = form ? String(new URLSearchParams(form)) : json;
    this.#count++;
    noteCall(body?.length ?? 0);
    try {
      const init = { method, headers, body, redirect: "manual", signal } as const;
      const url = this.#base + path;
      const response = await this.fetch(url, sent(init, request.repeatable));
      return {
        status: response.status,
        contentType: response.headers.get("content-type") ?? "",
        location: response.headers.get("location"),
        text: await textOf(response, request.answerMb ?? listMb),
      };
    } catch (error) {
      if (error instanceof TooLarge) throw new OdooFault("too_large", operation, error.message);
      throw faultFromNetwork(operation, error);
    }
  }
}

function typeOf({ form }: OdooRequest): string {
  return form ? "application/x-www-form-urlencoded" : "application/json";
}

/** The error of `Headers` would quote the API key, so it is not passed on. */
function toHeaders(operation: Operation, entries: Record<string, string> = {}): Headers {
  try {
    return new Headers(entries);
  } catch {
    const detail =
      `Cannot ${operation.title}: the database name or the API key is no header value.`;
    throw new AppError("misconfigured", detail, {
      suggestion: "Remove line breaks and other special characters from these two settings.",
    });
  }
}

/** The JSON value of a text, odd numbers as Python writes them included; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseLenient(text);
  }
}

/** The JSON value of an answer; undefined when it is none. @throws {OdooFault} unreadable, for a garbled one */
export function jsonOf(operation: Operation, answer: Answer): unknown {
  const value = parseJson(answer.text);
  const isGarbled = value === undefined && answer.status === 200 &&
    answer.contentType.startsWith("application/json");
  if (isGarbled) throw new OdooFault("unreadable", operation, "its answer is no JSON");
  return value;
}

function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new AppError("misconfigured", "Cannot connect to Odoo: its URL is not an http(s) URL.");
  }
  if (url.username || url.password) {
    throw new AppError("misconfigured", "Cannot connect to Odoo: its URL carries credentials.", {
      suggestion: "Put the user and the password or API key into their own settings.",
    });
  }
  return odooBaseUrl(text);
}
