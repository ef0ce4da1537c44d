import type { Sql } from "postgres";
import { requestRole, type RoleKeys } from "../keys.ts";
import {
  beginSession,
  endSessions,
  refreshSession,
  type Scope,
  sessionIsOpen,
} from "./auth_sessions.ts";
import type { Signer } from "./auth_tokens.ts";
import {
  addUser,
  type AuthUser,
  changeUser,
  listUsers,
  removeUser,
  shown,
  userById,
  userByPassword,
} from "./auth_users.ts";

export interface AuthRoutes {
  sql: Sql;
  keys: RoleKeys;
  tokens: Signer;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `/auth/v1/…` as Supabase Auth serves it to supabase-js, as far as passwords go: sign in, refresh, user,
 * logout, the public keys, and users for the service role. Mails, providers and second factors are not here.
 */
export async function serveAuth(
  request: Request,
  path: string,
  { sql, keys, tokens }: AuthRoutes,
): Promise<Response> {
  const route = `${request.method} ${path}`;
  if (route === "GET /.well-known/jwks.json") {
    const headers = { "cache-control": "public, max-age=600" };
    return Response.json(tokens.jwks, { headers });
  }
  if (route === "GET /health") return Response.json({ name: "GoTrue", version: "local stack" });
  if (path.startsWith("/admin/users")) {
    return await administer(request, path, sql, keys);
  }
  if (route === "POST /token") return await grant(request, sql, tokens);
  if (route === "GET /user") {
    const user = await signedIn(request, sql, tokens);
    return user instanceof Response ? user : Response.json(shown(user.user));
  }
  if (route === "POST /logout") {
    const user = await signedIn(request, sql, tokens);
    if (user instanceof Response) return user;
    const scope = new URL(request.url).searchParams.get("scope") ?? "global";
    if (!/^(global|local|others)$/.test(scope)) {
      return refusal(400, "validation_failed", `Unsupported logout scope "${scope}"`);
    }
    await endSessions(sql, user, scope as Scope);
    return new Response(null, { status: 204 });
  }
  return refusal(404, "not_found", `${route} is not served by the local stack`);
}

async function grant(request: Request, sql: Sql, tokens: Signer): Promise<Response> {
  const kind = new URL(request.url).searchParams.get("grant_type");
  const body = await bodyOf(request);
  if (!body) return refusal(400, "bad_json", "Could not parse request body as JSON");
  if (kind === "password") {
    const user = await userByPassword(sql, String(body.email ?? ""), String(body.password ?? ""));
    if (!user) return refusal(400, "invalid_credentials", "Invalid login credentials");
    if (isBanned(user)) return refusal(400, "user_banned", "User is banned");
    if (!user.email_confirmed_at) {
      return refusal(400, "email_not_confirmed", "Email not confirmed");
    }
    return Response.json(await beginSession(sql, tokens, user));
  }
  if (kind === "refresh_token") {
    const session = await refreshSession(sql, tokens, String(body.refresh_token ?? ""));
    if (session === "used") {
      return refusal(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
    }
    if (session) return Response.json(session);
    return refusal(
      400,
      "refresh_token_not_found",
      "Invalid Refresh Token: Refresh Token Not Found",
    );
  }
  return refusal(400, "unsupported_grant_type", "unsupported_grant_type");
}

/** Who sends a request with a person's token, or why not. */
async function signedIn(request: Request, sql: Sql, tokens: Signer) {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) return refusal(401, "no_authorization", "This endpoint requires a Bearer token");
  const read = await tokens.read(token);
  if (!read) return refusal(403, "bad_jwt", "invalid JWT: unable to parse or verify signature");
  if (!await sessionIsOpen(sql, read.sessionId)) {
    return refusal(403, "session_not_found", "Session from session_id claim in JWT does not exist");
  }
  const user = await userById(sql, read.userId);
  if (!user) {
    return refusal(403, "user_not_found", "User from sub claim in JWT does not exist");
  }
  return { user, ...read };
}

/** Users, for who has the project's secret key. */
async function administer(
  request: Request,
  path: string,
  sql: Sql,
  keys: RoleKeys,
): Promise<Response> {
  if (await requestRole(withKeyAlone(request), keys) !== "service_role") {
    return refusal(403, "not_admin", "User not allowed");
  }
  const id = path.slice("/admin/users/".length);
  const { method } = request;
  if (path === "/admin/users" && method === "GET") {
    const { searchParams } = new URL(request.url);
    const at = (name: string, fallback: number) => Number(searchParams.get(name)) || fallback;
    const users = await listUsers(sql, at("page", 1), at("per_page", 50));
    return Response.json({ users: users.map(shown), aud: "authenticated" });
  }
  if (path !== "/admin/users" && !uuid.test(id)) {
    return refusal(404, "validation_failed", "user_id must be an UUID");
  }
  const body = method === "POST" || method === "PUT" ? await bodyOf(request) : {};
  if (!body) return refusal(400, "bad_json", "Could not parse request body as JSON");
  if (path === "/admin/users" && method === "POST") {
    const user = await addUser(sql, body);
    if (user) return Response.json(shown(user));
    const taken = "A user with this email address has already been registered";
    return refusal(422, "email_exists", taken);
  }
  const user = method === "GET"
    ? await userById(sql, id)
    : method === "PUT"
    ? await changeUser(sql, id, body)
    : undefined;
  if (user) return Response.json(shown(user));
  if (method === "DELETE" && await removeUser(sql, id)) return Response.json({});
  return refusal(404, "user_not_found", "User not found");
}

/** supabase-js sends its key as bearer, too, where nobody has signed in; the platform's gateway overlooks that. */
function withKeyAlone(request: Request): Request {
  const { headers } = request;
  if (headers.get("authorization") !== `Bearer ${headers.get("apikey")}`) return request;
  const key = new Request(request.url, { headers: { apikey: headers.get("apikey")! } });
  return /^sb_/.test(headers.get("apikey")!) ? key : request;
}

function isBanned({ banned_until: until }: AuthUser): boolean {
  return until !== null && until > new Date();
}

async function bodyOf(request: Request): Promise<Record<string, unknown> | undefined> {
  const value = await request.json().catch(() => undefined); // the answer is 400
  return typeof value === "object" && value !== null ? value : undefined;
}

/** As Supabase Auth says no. */
function refusal(status: number, code: string, message: string): Response {
  return Response.json({ code: status, error_code: code, msg: message }, { status });
}
