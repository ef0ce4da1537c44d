import type { Context } from "hono";
import { AppError } from "../errors.ts";
import { accepted, isStorable, jsonBody } from "../http/json_body.ts";
import { noSuchPath } from "../http/no_route.ts";
import type { Route } from "./route.ts";

/** Path, query and body as one object, each judged by its own schema. @throws {AppError} invalid_request, not_found, body_too_large, body_too_slow */
export async function argumentsOf(
  context: Context,
  { params, query, body, matches }: Route,
): Promise<Record<string, unknown>> {
  const path = Object.fromEntries(Object.entries(context.req.param()));
  if (Object.values(path).some((value) => !isStorable(value))) throw noSuchPath();
  const asked = queryOf(context.req.url);
  return {
    ...query ? accepted(asked, query, "query") : none(asked),
    ...body && await jsonBody(context.req.raw, body),
    ...params && inPath(path, params),
    ...matches && { if_match: context.req.header("if-match") },
  };
}

/** What a path names that it cannot name is not there. */
function inPath(path: Record<string, string>, params: NonNullable<Route["params"]>) {
  const result = params.safeParse(path);
  if (result.success) return result.data;
  throw noSuchPath();
}

function queryOf(url: string): Record<string, string> {
  const asked: Record<string, string> = {};
  for (const [key, value] of new URL(url).searchParams) {
    if (Object.hasOwn(asked, key)) {
      throw new AppError("invalid_request", `Cannot accept the query: ${key}: is given twice.`);
    }
    asked[key] = value;
  }
  return asked;
}

function none(asked: Record<string, string>): Record<string, never> {
  const [first] = Object.keys(asked);
  if (first === undefined) return {};
  throw new AppError("invalid_request", `Cannot accept the query: ${first}: is not known here.`);
}
