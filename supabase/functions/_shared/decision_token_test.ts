import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { callbackToken } from "./callback_token.ts";
import { deciderOf, decisionToken } from "./decision_token.ts";
import { Secret } from "./secret.ts";

const [secret, next] = [new Secret("whsec_one"), new Secret("whsec_two")];
const decider = {
  operation: "11111111-1111-4111-8111-111111111111",
  person: "22222222-2222-4222-8222-222222222222",
  until: new Date(Math.floor(Date.now() / 1000) * 1000 + 60_000),
};

Deno.test("deciderOf() knows who decides on what by our own token, also while secrets rotate", async () => {
  const token = await decisionToken(secret, decider);
  deepStrictEqual(await deciderOf([secret], token), decider);
  deepStrictEqual(await deciderOf([next, secret], token), decider);
});

Deno.test("deciderOf() knows no token of another secret, purpose or time", async () => {
  const others = [
    "",
    await decisionToken(next, decider),
    await decisionToken(secret, { ...decider, until: new Date(1000) }),
    await callbackToken(secret, decider.operation),
    `${await decisionToken(secret, decider)}x`,
  ];
  for (const token of others) strictEqual(await deciderOf([secret], token), undefined, token);
});
