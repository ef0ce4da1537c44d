import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** Lets the request through when its bearer token is one of `accepted`. Constant time: digests of equal length are compared, and all of them. */
export function requireBearer(authorization: string | undefined, accepted: Secret[]): void {
  const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw new AppError("unauthorized", "Cannot serve the request: it has no bearer token.");
  }
  const given = digest(token);
  const matches = accepted.filter((secret) => timingSafeEqual(given, digest(secret.reveal())));
  if (matches.length === 0) {
    throw new AppError("unauthorized", "Cannot serve the request: its bearer token is not valid.");
  }
}

function digest(value: string): Uint8Array {
  return createHash("sha256").update(value).digest();
}
