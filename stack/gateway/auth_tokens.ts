import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import type { AuthUser } from "./auth_users.ts";

const lifetime = 3600;

/** Signs and reads people's tokens, as Supabase Auth does with an asymmetric key. */
export interface Signer {
  /** The public half, for /.well-known/jwks.json. */
  jwks: { keys: JWK[] };
  sign(user: AuthUser, sessionId: string): Promise<{ token: string; expiresAt: number }>;
  /** Whose session a token is; undefined for one that is not ours, or not valid any more. */
  read(token: string): Promise<{ userId: string; sessionId: string } | undefined>;
}

/** @param issuer the address of /auth/v1 */
export function signer(key: JWK, issuer: string): Signer {
  const { d: _private, ...publicKey } = key;
  const jwks = { keys: [{ ...publicKey, key_ops: ["verify"] }] };
  const known = createLocalJWKSet(jwks);
  return {
    jwks,
    async sign(user, sessionId) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        email: user.email ?? "",
        phone: "",
        app_metadata: user.raw_app_meta_data ?? {},
        user_metadata: user.raw_user_meta_data ?? {},
        role: "authenticated",
        aal: "aal1",
        amr: [{ method: "password", timestamp: now }],
        session_id: sessionId,
        is_anonymous: false,
      };
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: "ES256", kid: key.kid, typ: "JWT" })
        .setIssuer(issuer).setAudience("authenticated").setSubject(user.id)
        .setIssuedAt(now).setExpirationTime(now + lifetime)
        .sign(await importJWK(key, "ES256"));
      return { token, expiresAt: now + lifetime };
    },
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, known, { issuer, audience: "authenticated" });
        return { userId: payload.sub!, sessionId: String(payload.session_id) };
      } catch {
        return undefined; // jose throws for everything that is no valid token: the answer is 401 or 403
      }
    },
  };
}

/** Seconds that an access token is valid for. */
export const tokenSeconds = lifetime;
