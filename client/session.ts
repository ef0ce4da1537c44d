import type { AuthError, GoTrueClient, Session as AuthSession } from "@supabase/auth-js";

/** Whose door it is, as the public knows it. */
export interface Door {
  /** e.g. https://<ref>.supabase.co */
  url: string;
  /** The project's publishable key, which Supabase Auth asks for. */
  key: string;
}

/** That somebody is signed in. */
export interface Session {
  /** Their access token. */
  token: string;
  /** For the next one; good for once. */
  refreshToken: string;
  /** When the access token ends, in seconds since 1970. */
  expiresAt: number;
}

/** Signs a person in by password. @throws {AuthError} */
export async function openSession(door: Door, email: string, password: string): Promise<Session> {
  const auth = await authOf(door);
  return sessionOf(await auth.signInWithPassword({ email, password }));
}

/** Goes on with a session whose token ends. @throws {AuthError} */
export async function nextSession(door: Door, refresh_token: string): Promise<Session> {
  const auth = await authOf(door);
  return sessionOf(await auth.refreshSession({ refresh_token }));
}

/** Ends a session, where it is still one. */
export async function endSession(door: Door, token: string): Promise<void> {
  const auth = await authOf(door);
  await auth.admin.signOut(token, "local").catch(() => {});
}

async function authOf({ url, key }: Door): Promise<GoTrueClient> {
  const { GoTrueClient } = await import("@supabase/auth-js");
  return new GoTrueClient({
    url: `${url}/auth/v1`,
    headers: { apikey: key },
    persistSession: false,
    autoRefreshToken: false,
  });
}

function sessionOf(
  { data, error }: { data: { session: AuthSession | null }; error: AuthError | null },
): Session {
  if (error) throw error;
  const { access_token, refresh_token, expires_at } = data.session!;
  return { token: access_token, refreshToken: refresh_token, expiresAt: expires_at! };
}
