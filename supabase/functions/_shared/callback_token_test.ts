import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { SignJWT } from "jose";
import { callbackSecret, callbackStep, callbackToken } from "./callback_token.ts";
import { Secret } from "./secret.ts";

const [secret, next] = [new Secret("whsec_one"), new Secret("whsec_two")];
const step = "11111111-1111-4111-8111-111111111111";

/** A token that somebody else made, or for something else. */
function forged(key: string, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt): Promise<string> {
  const jwt = new SignJWT().setProtectedHeader({ alg: "HS256" }).setAudience("callback")
    .setSubject(step).setExpirationTime("1 hour");
  return change(jwt).sign(new TextEncoder().encode(key));
}

Deno.test("callbackStep() knows the step of its own token, also while secrets rotate", async () => {
  const token = await callbackToken(secret, step);
  strictEqual(await callbackStep([secret], token), step);
  strictEqual(await callbackStep([next, secret], token), step);
});

Deno.test("callbackStep() knows no other token", async () => {
  const none = `${btoa('{"alg":"none"}')}.${btoa(`{"sub":"${step}","aud":"callback"}`)}.`;
  const others = [
    "",
    "no token",
    none,
    await forged("another secret"),
    await forged("whsec_one", (jwt) => jwt.setAudience("authenticated")),
    await forged("whsec_one", (jwt) => jwt.setExpirationTime(1)),
    `${await callbackToken(secret, step)}x`,
  ];
  for (const token of others) strictEqual(await callbackStep([secret], token), undefined, token);
});

Deno.test("callbackSecret() follows from the step and our secret, and tells neither", () => {
  const told = callbackSecret(secret, step).reveal();
  match(told, /^whsec_[A-Za-z0-9+/]{43}=$/);
  strictEqual(callbackSecret(secret, step).reveal(), told);
  notStrictEqual(callbackSecret(next, step).reveal(), told);
  notStrictEqual(callbackSecret(secret, step.replace("1", "2")).reveal(), told);
});
