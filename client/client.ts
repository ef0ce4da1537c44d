import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.ts";

/** The API, typed by its document: `api.GET("/tenants/{tenant}", …)`. */
export type Api = Client<paths>;

/** Why a request was refused (RFC 9457), with a stable code and the next step. */
export type Problem = components["schemas"]["Problem"];

/** The API said no. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.detail} ${problem.suggestion}`);
  }
}

/** Nobody answered, or something that is not the API. */
export class Unreachable extends Error {}

/**
 * The API of a project for one caller.
 * @param projectUrl e.g. https://<ref>.supabase.co
 * @param token a person's access token, or an API token
 */
export function apiOf(projectUrl: string, token: string): Api {
  return createClient<paths>({
    baseUrl: `${projectUrl}/functions/v1/api`,
    headers: { authorization: `Bearer ${token}` },
    fetch: (request: Request) => reached(projectUrl, request),
  });
}

/** What a request was answered with. @throws {Refused | Unreachable} */
export async function answered<T>(
  asked: Promise<{ data?: T; error?: Problem; response: Response }>,
): Promise<T> {
  const { data, error } = await asked;
  if (error) throw new Refused(error);
  return data as T;
}

/** What the API answers a request. @throws {Unreachable} */
export async function reached(projectUrl: string, request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (/\bjson\b/.test(response.headers.get("content-type") ?? "")) return response;
    await response.body?.cancel();
  } catch (cause) {
    throw new Unreachable(`Cannot reach the API: ${projectUrl} gives no answer.`, { cause });
  }
  throw new Unreachable(`Cannot reach the API: what answers at ${projectUrl} is something else.`);
}
