import { Buffer } from "node:buffer";
import type { Sql } from "postgres";
import { type Signer, tokenSeconds } from "./auth_tokens.ts";
import { type AuthUser, shown, userById } from "./auth_users.ts";

/** Seconds within which a refresh token may be used again: two tabs, or an answer that was lost. */
const reuseSeconds = 10;

/** What signing in and refreshing answer. */
export async function sessionAnswer(
  signer: Signer,
  user: AuthUser,
  sessionId: string,
  refreshToken: string,
) {
  const { token, expiresAt } = await signer.sign(user, sessionId);
  return {
    access_token: token,
    token_type: "bearer",
    expires_in: tokenSeconds,
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user: shown(user),
  };
}

/** Begins a session of a user. */
export async function beginSession(sql: Sql, signer: Signer, user: AuthUser) {
  const [session] = await sql<[{ id: string }]>`
    insert into auth.sessions (id, user_id, created_at, updated_at, aal)
    values (gen_random_uuid(), ${user.id}, now(), now(), 'aal1') returning id`;
  await sql`update auth.users set last_sign_in_at = now() where id = ${user.id}`;
  const refresh = await addRefreshToken(sql, user.id, session.id, null);
  return await sessionAnswer(signer, user, session.id, refresh);
}

async function addRefreshToken(
  sql: Sql,
  userId: string,
  sessionId: string,
  parent: string | null,
): Promise<string> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(9))).toString("base64url");
  await sql`
    insert into auth.refresh_tokens
      (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
    values ('00000000-0000-0000-0000-000000000000', ${token}, ${userId}, false, now(), now(),
      ${parent}, ${sessionId})`;
  return token;
}

interface Refresh {
  user_id: string;
  session_id: string;
  revoked: boolean;
  fresh: boolean;
  child: string | null;
}

/**
 * A session goes on with another refresh token. One that was used before ends the session, unless that was a
 * moment ago; undefined for one that is not known.
 */
export async function refreshSession(sql: Sql, signer: Signer, token: string) {
  const next = await sql.begin(async (sql) => {
    const [known] = await sql<Refresh[]>`
      select t.user_id, t.session_id, t.revoked,
        t.updated_at > now() - make_interval(secs => ${reuseSeconds}) as fresh,
        (select c.token from auth.refresh_tokens c where c.parent = t.token limit 1) as child
      from auth.refresh_tokens t where t.token = ${token} for update`;
    if (!known) return undefined;
    if (known.revoked && !(known.fresh && known.child)) {
      await sql`delete from auth.sessions where id = ${known.session_id}`;
      return "used" as const;
    }
    if (known.revoked) return { ...known, token: known.child! };
    await sql`
      update auth.refresh_tokens set revoked = true, updated_at = now() where token = ${token}`;
    const inner = sql as unknown as Sql;
    const added = await addRefreshToken(inner, known.user_id, known.session_id, token);
    return { ...known, token: added };
  });
  if (next === undefined || next === "used") return next;
  const user = await userById(sql, next.user_id);
  return user && await sessionAnswer(signer, user, next.session_id, next.token);
}

export type Scope = "global" | "local" | "others";

/** Ends a user's sessions: all, this one, or all others. */
export async function endSessions(
  sql: Sql,
  { userId, sessionId }: { userId: string; sessionId: string },
  scope: Scope,
): Promise<void> {
  await sql`
    delete from auth.sessions where user_id = ${userId} and (${scope} = 'global'
      or (${scope} = 'local') = (id::text = ${sessionId}))`;
}

export async function sessionIsOpen(sql: Sql, sessionId: string): Promise<boolean> {
  return (await sql`select from auth.sessions where id::text = ${sessionId}`).length > 0;
}
