import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import { type JwtKeys, type PersonClaims, personClaims } from "./jwt.ts";

/** Who calls, as api.call is told: a person, or the holder of an API token, whom the database knows by its digest. */
export type Caller = (PersonClaims | { token_hash: string }) & { request_id?: string };

/** Who sends a request, by its bearer. @throws {AppError} unauthorized, auth_unreachable */
export async function callerOf(authorization: string | null, keys: JwtKeys): Promise<Caller> {
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw new AppError("unauthorized", "Cannot serve the request: it has no bearer token.");
  }
  if (/^ocp_[0-9a-f]{64}$/.test(token)) {
    return { token_hash: createHash("sha256").update(token).digest("hex") };
  }
  return await personClaims(token, keys);
}
