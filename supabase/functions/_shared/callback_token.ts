import { createHmac } from "node:crypto";
import { Secret } from "./secret.ts";
import { keyOf, readToken, signToken } from "./signed_token.ts";

const purpose = "callback";
/** A day: longer than any step waits. */
const validity = "1 day";

/** A token with which an outside system says that what a step waits for has come; it is good for that step alone. */
export async function callbackToken(secret: Secret, step: string): Promise<string> {
  return await signToken(secret, purpose, { sub: step }, validity);
}

/** The step of a token that one of the secrets signed; undefined for another one, or too late. */
export async function callbackStep(secrets: Secret[], token: string): Promise<string | undefined> {
  return (await readToken(secrets, purpose, token))?.sub;
}

/** With which an outside system may sign what it says of a step, as Standard Webhooks have it; it follows from ours, so that nobody keeps it. */
export function callbackSecret(secret: Secret, step: string): Secret {
  const digest = createHmac("sha256", keyOf(secret)).update(`${purpose}/${step}`).digest("base64");
  return new Secret(`whsec_${digest}`);
}
