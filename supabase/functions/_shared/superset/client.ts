import { z } from "zod";
import { type Limits, within } from "../outside/limits.ts";
import { jsonOf } from "../outside/members.ts";
import type { Secret } from "../secret.ts";
import { type Answer, faultOf, SupersetFault } from "./faults.ts";
import { SupersetHttp, type WireRequest } from "./http.ts";
import { type Rison, rison } from "./rison.ts";
import { type SupersetLogin, SupersetSession } from "./session.ts";

export interface SupersetRequest extends Pick<WireRequest, "method" | "path" | "body" | "title"> {
  /** Of a POST: whether sending it twice does no harm. Of the others it never does. */
  repeatable?: boolean;
  /** What must not stand in an error's text. */
  secrets?: Secret[];
}

/** A condition of a list: a column, how it is compared, and what with. */
export type Filter = { col: string; opr: string; value: string | number };

export interface List {
  path: string;
  title: string;
  filters: Filter[];
  /** The column that it is sorted by: not every list takes its ids. */
  order: string;
}

/** A connection test of an unreachable database takes Superset a while. */
const patience: Limits = {
  timeoutMs: 60_000,
  retry: { attempts: 4, baseMs: 250, maxMs: 4000 },
  now: () => performance.now(),
};
/** A renewed sign-in, and a renewed token for writes. */
const mostRenewals = 2;
const pageSize = 100;
/** Longer lists are not read. */
const mostPages = 100;

/** One Superset, as somebody who is signed in; every failure is a `SupersetFault`. */
export class SupersetClient {
  readonly #http: SupersetHttp;
  readonly #session: SupersetSession;
  readonly #limits: Limits;

  /** @throws {AppError} misconfigured, when the URL is none */
  constructor(url: string, login: SupersetLogin, limits: Partial<Limits> = {}) {
    this.#http = new SupersetHttp(url);
    this.#session = new SupersetSession(this.#http, login);
    this.#limits = { ...patience, ...limits };
  }

  /** What Superset answers, as the schema has it. */
  async ask<S extends z.ZodType>(request: SupersetRequest, schema: S): Promise<z.infer<S>> {
    const parsed = schema.safeParse(jsonOf(await this.send(request)));
    if (parsed.success) return parsed.data;
    throw new SupersetFault(
      "superset_failed",
      `Cannot ${request.title}: Superset's answer is not what it should be.`,
    );
  }

  /** The same; undefined where there is no such thing. */
  async find<S extends z.ZodType>(
    request: SupersetRequest,
    schema: S,
  ): Promise<z.infer<S> | undefined> {
    return await orMissing(this.ask(request, schema));
  }

  /** Removes something. @returns false where it was not there */
  async remove(path: string, title: string): Promise<boolean> {
    return await orMissing(this.send({ method: "DELETE", path, title })) !== undefined;
  }

  /** All of a list, page by page. */
  async list<S extends z.ZodType<{ id: number }>>(
    { path, title, filters, order }: List,
    row: S,
  ): Promise<z.infer<S>[]> {
    const found = new Map<number, z.infer<S>>();
    for (let page = 0; page < mostPages; page++) {
      const sorted = { order_column: order, order_direction: "asc" };
      const q: Rison = { filters, page, page_size: pageSize, ...sorted };
      const query = `${path}?q=${encodeURIComponent(rison(q))}`;
      const answer = await this.ask({ method: "GET", path: query, title }, pageOf(row));
      for (const one of answer.result) found.set(one.id, one);
      if (found.size >= answer.count) return [...found.values()];
      if (answer.result.length < pageSize) break;
    }
    throw new SupersetFault("superset_failed", `Cannot ${title}: the list changes meanwhile.`);
  }

  /** Sends a request, again where that is safe. @returns the text of its answer */
  async send(request: SupersetRequest): Promise<string> {
    const repeatable = request.method !== "POST" || request.repeatable === true;
    const repeating = {
      isSafe: (error: unknown) => isSafe(error, repeatable),
      outOfTime: (cause?: unknown) => outOfTime(request.title, cause),
    };
    const { text } = await within(
      this.#limits,
      repeating,
      (signal) => this.#letIn(request, repeatable, signal),
    );
    return text;
  }

  async #letIn(
    request: SupersetRequest,
    repeatable: boolean,
    signal: AbortSignal,
  ): Promise<Answer> {
    for (let renewals = 0;; renewals++) {
      const headers = await this.#session.headers(request.method !== "GET", signal);
      const answer = await this.#http.send({ ...request, headers, repeatable, signal });
      if (answer.status >= 200 && answer.status < 300) return answer;
      // Who is not let in has done nothing.
      const again = renewals < mostRenewals &&
        await this.#session.isRenewed(answer, headers, signal);
      if (!again) throw faultOf(request.title, answer, request.secrets ?? []);
    }
  }
}

function pageOf<S extends z.ZodType<{ id: number }>>(row: S) {
  return z.object({ count: z.number(), result: z.array(row) });
}

async function orMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof SupersetFault && error.code === "superset_missing") return undefined;
    throw error;
  }
}

function isSafe(error: unknown, repeatable: boolean): boolean {
  if (!(error instanceof SupersetFault)) return false;
  const nothingDone = error.code === "superset_unreachable" || error.code === "superset_busy";
  return nothingDone || repeatable && error.code === "superset_failed" && !isTold(error);
}

/** What Superset itself failed at with a text of its own, it fails at again. */
function isTold({ status }: SupersetFault): boolean {
  return status !== undefined && status < 502;
}

function outOfTime(title: string, cause: unknown): SupersetFault {
  return new SupersetFault("superset_failed", `Cannot ${title}: no time is left.`, { cause });
}
