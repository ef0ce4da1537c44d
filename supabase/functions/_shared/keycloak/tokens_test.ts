import { rejects, strictEqual } from "node:assert/strict";
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { checkedClaims, type TokenRule } from "./tokens.ts";

const issuer = "https://id.example.com/realms/acme";
const pair = await generateKeyPair("RS256");
const other = await generateKeyPair("RS256");
const keys = createLocalJWKSet({ keys: [{ ...await exportJWK(pair.publicKey), alg: "RS256" }] });
const rule: TokenRule = { issuer, audience: "odoo", keys };

/** A good token, but for what is given. */
async function token(claims: JWTPayload = {}, ends = "5m", key = pair.privateKey): Promise<string> {
  const jwt = new SignJWT({ sub: "ann", iss: issuer, aud: ["odoo", "account"], ...claims });
  return await jwt.setProtectedHeader({ alg: "RS256" }).setExpirationTime(ends).sign(key);
}

Deno.test("checkedClaims() gives the claims of a token that is good", async () => {
  strictEqual((await checkedClaims(await token(), rule)).sub, "ann");
});

Deno.test("checkedClaims() refuses another realm's, another client's, an old and a forged one", async () => {
  const bad: [string, RegExp][] = [
    [await token({ iss: "https://id.example.com/realms/other" }), /another realm/],
    [await token({ aud: "superset" }), /another client/],
    [await token({ aud: undefined }), /another client/],
    [await token({}, "5m ago"), /has expired/],
    [await token({ sub: undefined }), /not valid/],
    [await token({}, "5m", other.privateKey), /not signed/],
    ["none", /not signed/],
  ];
  for (const [text, detail] of bad) {
    await rejects(checkedClaims(text, rule), { code: "unauthorized", detail });
  }
});

Deno.test("checkedClaims() takes no key for a secret: a token of another kind is refused", async () => {
  const secret = new TextEncoder().encode("a secret that is long enough for it");
  const jwt = new SignJWT({ sub: "ann", iss: issuer, aud: "odoo" });
  const text = await jwt.setProtectedHeader({ alg: "HS256" }).setExpirationTime("5m").sign(secret);
  await rejects(checkedClaims(text, rule), { code: "unauthorized" });
});

Deno.test("checkedClaims() tells when the keys cannot be had: that says nothing of the token", async () => {
  const away = () => Promise.reject(new TypeError("fetch failed"));
  await rejects(checkedClaims(await token(), { ...rule, keys: away }), { code: "keycloak_failed" });
});
