import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Secret } from "./secret.ts";

/** What a token that we sign for ourselves is good for, and nothing else. */
export type Purpose = "callback" | "decision";

/** A token that only we can make. @param until when it ends, or `1 day` */
export async function signToken(
  secret: Secret,
  purpose: Purpose,
  claims: JWTPayload,
  until: Date | string,
): Promise<string> {
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(purpose)
    .setExpirationTime(until)
    .sign(keyOf(secret));
}

/** What a token says that one of the secrets signed for this purpose; undefined for another one, or too late. */
export async function readToken(
  secrets: Secret[],
  purpose: Purpose,
  token: string,
): Promise<JWTPayload | undefined> {
  for (const secret of secrets) {
    try {
      const requiredClaims = ["sub", "exp"];
      const options = { audience: purpose, algorithms: ["HS256"], requiredClaims };
      return (await jwtVerify(token, keyOf(secret), options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}

/** A secret of ours as keys have it. */
export function keyOf(secret: Secret): Uint8Array {
  return new TextEncoder().encode(secret.reveal());
}
