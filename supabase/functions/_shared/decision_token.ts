import type { Secret } from "./secret.ts";
import { readToken, signToken } from "./signed_token.ts";

const purpose = "decision";

/** Who may decide on what, and until when; control.decider(). */
export interface Decider {
  /** The operation that waits. */
  operation: string;
  /** The id of the person. */
  person: string;
  until: Date;
}

/** A token with which that person decides on that operation, and does nothing else; who has it is taken for them. */
export async function decisionToken(secret: Secret, decider: Decider): Promise<string> {
  const { operation, person, until } = decider;
  return await signToken(secret, purpose, { sub: operation, person }, until);
}

/** Of a token that one of the secrets signed; undefined for another one, or too late. */
export async function deciderOf(secrets: Secret[], token: string): Promise<Decider | undefined> {
  const { sub, exp, person } = await readToken(secrets, purpose, token) ?? {};
  if (typeof sub !== "string" || typeof person !== "string") return undefined;
  return { operation: sub, person, until: new Date(exp! * 1000) };
}
