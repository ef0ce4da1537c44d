import { endSession, nextSession, openSession } from "../client/session.ts";
import { Failure } from "./failure.ts";
import { keepLogin, type Login } from "./kept_login.ts";

/** Seconds before its end in which a token is not begun with any more. */
const margin = 60;

/** Signs a person in by their password. @throws {Failure} when Supabase Auth says no, or nobody answers */
export async function signedIn(
  url: string,
  key: string,
  email: string,
  password: string,
): Promise<Login> {
  const session = await openSession({ url, key }, email, password).catch((error: Error) => {
    throw new Failure(
      `Cannot sign in as ${email}: ${error.message}.`,
      "Check the address, the password, and the publishable key of the project.",
    );
  });
  return loginOf(url, key, email, session);
}

/** A login whose token is valid: what ends is gone on with, and kept. @throws {Failure} when it has ended */
export async function valid(login: Login, now = Date.now()): Promise<Login> {
  const { url, session } = login;
  if (!session || session.expires_at - margin > now / 1000) return login;
  const { key, email, refresh_token } = session;
  const next = await nextSession({ url, key }, refresh_token).catch((error: Error) => {
    throw new Failure(
      `Cannot go on as ${email}: ${error.message}.`,
      `Log in again: ocp login ${url} --email ${email}`,
    );
  });
  const gone = loginOf(url, key, email, next);
  await keepLogin(gone);
  return gone;
}

/** Ends the session of a login, if it is one of a person. */
export async function ended({ url, token, session }: Login): Promise<void> {
  if (session) await endSession({ url, key: session.key }, token);
}

function loginOf(
  url: string,
  key: string,
  email: string,
  { token, refreshToken, expiresAt }: Awaited<ReturnType<typeof openSession>>,
): Login {
  return {
    url,
    token,
    session: { key, email, refresh_token: refreshToken, expires_at: expiresAt },
  };
}
