import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, SignJWT } from "jose";
import type { AppError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { type JwtKeys, personClaims } from "./jwt.ts";

const issuer = "https://ref.example.com/auth/v1";
const legacy = "a-secret-of-thirty-two-characters";
const person = "7f2c1f0e-8a5b-4e0e-9d1c-1f4a5b6c7d8e";
const now = Math.floor(Date.now() / 1000);
const good = { sub: person, role: "authenticated", aal: "aal1", email: "ann@example.com" };

const pair = await generateKeyPair("ES256");
const jwk = { ...await exportJWK(pair.publicKey), kid: "one", alg: "ES256" };
const keys: JwtKeys = {
  issuer,
  publicKeys: createLocalJWKSet({ keys: [jwk] }),
  known: new Map(),
};
const withLegacy: JwtKeys = { ...keys, legacySecret: new Secret(legacy), known: new Map() };

interface Made {
  claims?: Record<string, unknown>;
  iss?: string;
  aud?: string;
  exp?: number;
  nbf?: number;
  alg?: string;
  key?: Parameters<SignJWT["sign"]>[0];
}

async function token(made: Made = {}): Promise<string> {
  const { claims = good, iss = issuer, aud = "authenticated", exp = now + 60, nbf } = made;
  const { alg = "ES256", key = pair.privateKey } = made;
  const jwt = new SignJWT(claims).setProtectedHeader({ alg, kid: "one" }).setIssuer(iss)
    .setAudience(aud).setIssuedAt(now - 60).setExpirationTime(exp);
  if (nbf !== undefined) jwt.setNotBefore(nbf);
  return await jwt.sign(key);
}

const bytes = (text: string) => new TextEncoder().encode(text);
const part = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");

Deno.test("personClaims() gives what the database is told, and nothing else of the token", async () => {
  const claims = { ...good, api_token: person, token_hash: "00", user_metadata: { role: "x" } };
  const told = { sub: person, role: "authenticated", aal: "aal1", exp: now + 60 };
  deepStrictEqual(await personClaims(await token({ claims }), keys), told);
});

Deno.test("personClaims() checks a signature once a minute, and never past the token's end", async () => {
  let asked = 0;
  const counted: JwtKeys = {
    ...keys,
    known: new Map(),
    publicKeys: (...given) => (asked++, keys.publicKeys(...given)),
  };
  const mine = await token();
  await personClaims(mine, counted);
  await personClaims(mine, counted);
  strictEqual(asked, 1);
  const ends = Math.floor(Date.now() / 1000) - 10;
  const ending = await token({ exp: ends });
  await personClaims(ending, counted);
  await personClaims(ending, counted);
  strictEqual(asked, 3, "within the tolerance, but not kept");
});

Deno.test("personClaims() takes a legacy token where its secret is known", async () => {
  const old = await token({ alg: "HS256", key: bytes(legacy) });
  strictEqual((await personClaims(old, withLegacy)).sub, person);
  await rejects(personClaims(old, keys), { code: "unauthorized" });
});

const stranger = await generateKeyPair("ES256");
const rsa = await generateKeyPair("RS256");
const refused: Record<string, () => Promise<string>> = {
  "signed by a stranger": () => token({ key: stranger.privateKey }),
  "signed with another kind of key": () => token({ alg: "RS256", key: rsa.privateKey }),
  "expired": () => token({ exp: now - 60 }),
  "not valid yet": () => token({ nbf: now + 3600 }),
  "of another issuer": () => token({ iss: "https://evil.example.com/auth/v1" }),
  "for another audience": () => token({ aud: "anon" }),
  "of the role anon": () => token({ claims: { ...good, role: "anon" } }),
  "of the service role": () => token({ claims: { ...good, role: "service_role" } }),
  "without a role": () => token({ claims: { sub: person } }),
  "without a subject": () => token({ claims: { role: "authenticated" } }),
  "of a subject that is no user": () => token({ claims: { ...good, sub: "' or 1=1 --" } }),
  "with alg none": () =>
    Promise.resolve(
      `${part({ alg: "none" })}.${
        part({ ...good, iss: issuer, aud: "authenticated", exp: now + 60 })
      }.`,
    ),
  "signed with the public key as a secret": () =>
    token({ alg: "HS256", key: bytes(JSON.stringify(jwk)) }),
  "that is none": () => Promise.resolve("not.a.token"),
  "that is empty in parts": () => Promise.resolve(".."),
};
for (const [kind, make] of Object.entries(refused)) {
  Deno.test(`personClaims() refuses a token ${kind}`, async () => {
    const made = await make();
    for (const one of [keys, withLegacy]) {
      await rejects(personClaims(made, one), (error) => {
        const { code, detail } = error as AppError;
        strictEqual(code, "unauthorized", detail);
        return !detail.includes(made);
      });
    }
  });
}

Deno.test("personClaims() refuses a token whose claims were changed", async () => {
  const [head, , signature] = (await token()).split(".");
  const body = part({ ...good, iss: issuer, aud: "authenticated", exp: now + 9999 });
  await rejects(personClaims(`${head}.${body}.${signature}`, keys), { code: "unauthorized" });
});

for (
  const fault of [
    new errors.JWKSTimeout(),
    new TypeError("error sending request", { cause: new Error("refused") }),
    new errors.JOSEError("Expected 200 OK from the JSON Web Key Set HTTP response"),
  ]
) {
  Deno.test(`personClaims() tells ${fault.name} of the keys' server apart`, async () => {
    const publicKeys = () => Promise.reject(fault);
    await rejects(personClaims(await token(), { issuer, publicKeys, known: new Map() }), {
      code: "auth_unreachable",
    });
  });
}
