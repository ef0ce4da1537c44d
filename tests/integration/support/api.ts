import { ok, strictEqual } from "node:assert/strict";
import type { Route } from "../../../supabase/functions/_shared/resources/route.ts";
import { routes } from "../../../supabase/functions/_shared/resources/routes.ts";
import { loadStack } from "./stack.ts";

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // deno-lint-ignore no-explicit-any -- what it is, each test says
  body: any;
}

interface Options {
  token?: string;
  /** Sent as JSON, unless it is text. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the API. */
export async function api(
  method: string,
  path: string,
  { token, body, headers = {} }: Options = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${loadStack().apiUrl}/functions/v1/api${path}`, {
    method,
    headers: {
      ...token && { authorization: `Bearer ${token}` },
      ...body !== undefined && { "content-type": "application/json" },
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.match(/[/+]json/);
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
  };
}

/** The route of a method and a path, variables in braces. */
export function routeOf(method: string, path: string): Route {
  const found = routes.find((route) => route.method === method && route.path === path);
  if (!found) throw new Error(`There is no route ${method} ${path}.`);
  return found;
}

/** Whether an answer is what its route promises: no more, no less. */
export function expectShape(answer: ApiAnswer, method: string, path: string): void {
  const route = routeOf(method, path);
  strictEqual(answer.status, route.status ?? 200, JSON.stringify(answer.body));
  const parsed = route.answer.safeParse(answer.body);
  ok(parsed.success, `${method} ${path}: ${parsed.error}`);
  ok(answer.headers.get("x-request-id"));
}
