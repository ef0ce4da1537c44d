import { doesNotMatch, match, strictEqual } from "node:assert/strict";
import { scrubbed } from "./scrubbed.ts";

Deno.test("scrubbed() shows no secret that a text should have", () => {
  const texts = [
    "connect to postgresql://bot:hidden99@db.example.com/odoo failed",
    "Authorization: Bearer hidden99hidden99",
    "slack said xoxb-hidden99 is revoked",
    "webhook whsec_hidden99 does not sign",
    "the token ocp_hidden99 has expired",
    'login failed, password="hidden99", user=bot',
    "api_key: hidden99",
    "eyJhbGciOiJFUzI1.eyJzdWIhidden99.c2lnbmF0dXJl",
  ];
  for (const text of texts) {
    doesNotMatch(scrubbed(text), /hidden99/, text);
    match(scrubbed(text), /\*\*\*/);
  }
});

Deno.test("scrubbed() leaves other texts as they are, in one line that is not long", () => {
  const text =
    "Cannot restore acme: its backup of 2026-11-30 has no token, see https://docs.example.com/a";
  strictEqual(scrubbed(text), text);
  strictEqual(scrubbed(" a\n\n b "), "a b");
  strictEqual(scrubbed("x".repeat(600)), `${"x".repeat(500)}…`);
});
