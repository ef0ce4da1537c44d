import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** By what the tokens of people are judged. */
export interface JwtKeys {
  /** Who makes them: the project's Auth. */
  issuer: string;
  /** Its public keys, which are kept and asked for again when one is missing. */
  publicKeys: JWTVerifyGetKey;
  /** The key of tokens from before Auth had public keys, where it is still in use. */
  legacySecret?: Secret;
  /** Tokens that were verified within the last minute: a signature costs more than a request has time for. */
  known: Map<string, Known>;
}

interface Known {
  claims: PersonClaims;
  /** Milliseconds; never later than the token itself. */
  until: number;
}

const keptMs = 60_000;
const mostKnown = 1000;

/** The keys of a project's Auth, at its own address. */
export function authKeys(issuer: string, legacySecret?: Secret): JwtKeys {
  const publicKeys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: 5000,
  });
  return { issuer, publicKeys, legacySecret, known: new Map() };
}

/** What of a token's claims the database is told. */
export interface PersonClaims {
  role: "authenticated";
  sub: string;
  /** Until when the token is valid, in seconds. */
  exp: number;
  aal?: string;
  session_id?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Seconds by which two clocks may differ. */
const skew = 30;

/**
 * The claims of a person's token, after its signature, issuer, audience, times and role. A key is used with
 * the algorithms of its own kind alone. @throws {AppError} unauthorized; auth_unreachable, when the keys cannot be had
 */
export async function personClaims(token: string, keys: JwtKeys): Promise<PersonClaims> {
  const known = keys.known.get(token);
  if (known && known.until > Date.now()) return known.claims;
  const payload = await verified(token, keys);
  const claims = claimsOf(payload);
  if (keys.known.size >= mostKnown) keys.known.clear();
  keys.known.set(token, { claims, until: Math.min(Date.now() + keptMs, payload.exp! * 1000) });
  return claims;
}

function claimsOf({ role, sub, exp, aal, session_id }: JWTPayload): PersonClaims {
  if (role !== "authenticated" || typeof sub !== "string" || !uuid.test(sub)) {
    throw refused("it is not a person's");
  }
  return {
    role,
    sub,
    exp: exp!,
    ...(typeof aal === "string" && { aal }),
    ...(typeof session_id === "string" && { session_id }),
  };
}

async function verified(token: string, keys: JwtKeys): Promise<JWTPayload> {
  const expected = {
    issuer: keys.issuer,
    audience: "authenticated",
    clockTolerance: skew,
    requiredClaims: ["exp", "sub"],
  };
  const legacy = isLegacy(token);
  if (legacy && !keys.legacySecret) throw refused("its kind of key is not in use");
  try {
    if (legacy) {
      const key = new TextEncoder().encode(keys.legacySecret!.reveal());
      return (await jwtVerify(token, key, { ...expected, algorithms: ["HS256"] })).payload;
    }
    const algorithms = ["ES256", "RS256", "EdDSA"];
    return (await jwtVerify(token, keys.publicKeys, { ...expected, algorithms })).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused("it has expired");
    if (!isOfTheKeys(error)) throw refused("it is not valid");
    throw new AppError("auth_unreachable", "Cannot check the token: Auth did not give its keys.", {
      cause: error,
    });
  }
}

function isLegacy(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg === "HS256";
  } catch {
    throw refused("it is none"); // whatever jose throws, it is not a JWT
  }
}

/** Whether the keys could not be had: all else that jose throws is about the token. */
function isOfTheKeys(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  return error.code === "ERR_JOSE_GENERIC" || error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid;
}

function refused(why: string): AppError {
  return new AppError("unauthorized", `Cannot serve the request: its token is refused, ${why}.`);
}
