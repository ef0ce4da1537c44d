import { Buffer } from "node:buffer";
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import type { Secret } from "../secret.ts";

const rounds = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803), and takes in its place: a statement is logged and
 * listed with all its text. For passwords of ASCII alone, which need no preparation.
 */
export function scramVerifier(password: Secret, salt: Uint8Array = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.reveal(), salt, rounds, 32, "sha256");
  const keyed = (what: string) => createHmac("sha256", salted).update(what).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  const server = keyed("Server Key").toString("base64");
  const salting = Buffer.from(salt).toString("base64");
  return `SCRAM-SHA-256$${rounds}:${salting}$${stored}:${server}`;
}
