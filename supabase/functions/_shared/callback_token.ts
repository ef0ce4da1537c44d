import { createHmac } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { Secret } from "./secret.ts";

const audience = "callback";
/** A day: longer than any step waits. */
const validity = "1 day";

/** A token with which an outside system says that what a step waits for has come; it is good for that step alone. */
export async function callbackToken(secret: Secret, step: string): Promise<string> {
  return await new SignJWT()
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setSubject(step)
    .setExpirationTime(validity)
    .sign(keyOf(secret));
}

/** The step of a token that one of the secrets signed; undefined for another one, or too late. */
export async function callbackStep(secrets: Secret[], token: string): Promise<string | undefined> {
  for (const secret of secrets) {
    try {
      const options = { audience, algorithms: ["HS256"], requiredClaims: ["sub", "exp"] };
      return (await jwtVerify(token, keyOf(secret), options)).payload.sub;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}

/** With which an outside system may sign what it says of a step, as Standard Webhooks have it; it follows from ours, so that nobody keeps it. */
export function callbackSecret(secret: Secret, step: string): Secret {
  const digest = createHmac("sha256", keyOf(secret)).update(`${audience}/${step}`).digest("base64");
  return new Secret(`whsec_${digest}`);
}

function keyOf(secret: Secret): Uint8Array {
  return new TextEncoder().encode(secret.reveal());
}
