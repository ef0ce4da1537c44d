import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** What is signed of a request; `path` as it comes in, e.g. `/operations-run`, its query included. */
export interface Signed {
  headers: Headers;
  path: string;
  body: string;
}

/** Whether a request claims to be a call of the database. */
export function isSigned(headers: Headers): boolean {
  return headers.has("webhook-signature");
}

/**
 * The id of a call that the database signed with one of `secrets` (Standard Webhooks, over id, second,
 * path and body) within the last minute. @throws {AppError} unauthorized
 */
export function requireSignature(
  { headers, path, body }: Signed,
  secrets: Secret[],
  now: Date,
): string {
  return idOf(headers, `${path}\n${body}`, secrets, now, database);
}

/** As requireSignature, for what others sign as Standard Webhooks have it: over id, second and body. @throws {AppError} unauthorized */
export function requireWebhook(
  { headers, body }: Omit<Signed, "path">,
  secrets: Secret[],
  now: Date,
  suggestion: string,
): string {
  return idOf(headers, body, secrets, now, { windowSeconds: 300, suggestion });
}

/** How far from now a request may be signed, either way, and what to do about one that is not. */
interface Rule {
  windowSeconds: number;
  suggestion: string;
}

const database: Rule = {
  windowSeconds: 60,
  suggestion: "The database alone calls here, with the Vault secret functions_secret.",
};

function idOf(headers: Headers, payload: string, secrets: Secret[], now: Date, rule: Rule): string {
  const refusal = (why: string) =>
    new AppError("unauthorized", `Cannot serve the call: ${why}.`, { suggestion: rule.suggestion });
  const signed = signedHeaders(headers);
  if (signed === undefined) throw refusal("it is not signed");
  const second = Number(signed["webhook-timestamp"]);
  if (!(Math.abs(now.getTime() / 1000 - second) <= rule.windowSeconds)) {
    const minutes = rule.windowSeconds / 60;
    throw refusal(
      `it was not signed within the last ${minutes === 1 ? "minute" : `${minutes} minutes`}`,
    );
  }
  const matches = secrets.filter((secret) => isSignedWith(secret, payload, signed));
  if (matches.length === 0) throw refusal("its signature is not valid");
  return signed["webhook-id"];
}

function signedHeaders(headers: Headers) {
  const [id, second, signature] = ["id", "timestamp", "signature"]
    .map((name) => headers.get(`webhook-${name}`));
  if (!id || !second || !signature) return undefined;
  return { "webhook-id": id, "webhook-timestamp": second, "webhook-signature": signature };
}

/** As Standard Webhooks have it, over id, second and payload; by what is in the runtime, since each function that is called has it. */
function isSignedWith(secret: Secret, payload: string, headers: Record<string, string>): boolean {
  const key = Buffer.from(secret.reveal().replace(/^whsec_/, ""), "base64");
  if (key.length === 0) return false; // anybody could sign with it
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${payload}`;
  const expected = createHmac("sha256", key).update(signed).digest();
  return headers["webhook-signature"]!.split(" ").some((one) => {
    const [version, signature = ""] = one.split(",");
    const given = Buffer.from(signature, "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
