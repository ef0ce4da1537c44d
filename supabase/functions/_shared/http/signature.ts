import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { AppError } from "../errors.ts";
import type { Secret } from "../secret.ts";

/** How far from now a call may be signed, either way. */
const windowSeconds = 60;

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
  const signed = signedHeaders(headers);
  const second = Number(signed["webhook-timestamp"]);
  if (!(Math.abs(now.getTime() / 1000 - second) <= windowSeconds)) {
    throw refusal("it was not signed within the last minute");
  }
  const matches = secrets.filter((secret) => isSignedWith(secret, `${path}\n${body}`, signed));
  if (matches.length === 0) throw refusal("its signature is not valid");
  return signed["webhook-id"];
}

function signedHeaders(headers: Headers) {
  const value = (name: string) => {
    const found = headers.get(name);
    if (found) return found;
    throw refusal("it is not signed");
  };
  return {
    "webhook-id": value("webhook-id"),
    "webhook-timestamp": value("webhook-timestamp"),
    "webhook-signature": value("webhook-signature"),
  };
}

/** The library reads a second as far as it is a number; what was signed is the number alone. */
function isSignedWith(secret: Secret, payload: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret.reveal()).verify(payload, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

function refusal(why: string): AppError {
  return new AppError("unauthorized", `Cannot serve the call: ${why}.`, {
    suggestion: "The database alone calls here, with the Vault secret functions_secret.",
  });
}
