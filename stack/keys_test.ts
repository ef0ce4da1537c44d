import assert from "node:assert/strict";
import { bearerRole, makeKeys, requestRole } from "./keys.ts";

const secret = "a-secret-of-this-test-that-is-long-enough";
const now = Math.floor(Date.now() / 1000);
const bearer = (token: string) =>
  new Request("http://localhost", { headers: { authorization: `Bearer ${token}` } });

Deno.test("bearerRole() tells the role of the instance's own keys", async () => {
  const keys = await makeKeys(secret, now);
  assert.equal(await bearerRole(bearer(keys.anonKey), secret), "anon");
  assert.equal(await bearerRole(bearer(keys.serviceRoleKey), secret), "service_role");
});

Deno.test("bearerRole() rejects foreign signatures, expired tokens and plain text", async () => {
  const foreign = await makeKeys("another-secret-of-this-test-also-long", now);
  const expired = await makeKeys(secret, 0);
  assert.equal(await bearerRole(bearer(foreign.serviceRoleKey), secret), undefined);
  assert.equal(await bearerRole(bearer(expired.serviceRoleKey), secret), undefined);
  assert.equal(await bearerRole(bearer("plain"), secret), undefined);
  assert.equal(await bearerRole(new Request("http://localhost"), secret), undefined);
});

Deno.test("bearerRole() rejects an unsigned token", async () => {
  const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const unsigned = `${part({ alg: "none" })}.${part({ role: "service_role" })}.`;
  assert.equal(await bearerRole(bearer(unsigned), secret), undefined);
});

Deno.test("requestRole() takes a key in apikey alone, and a JWT as bearer", async () => {
  const keys = await makeKeys(secret, now);
  const role = (headers: Record<string, string>) =>
    requestRole(new Request("http://localhost", { headers }), keys);
  const { secretKey, publishableKey, serviceRoleKey } = keys;
  assert.equal(await role({ apikey: secretKey }), "service_role");
  assert.equal(await role({ apikey: publishableKey }), "anon");
  const bearer = `Bearer ${serviceRoleKey}`;
  assert.equal(await role({ apikey: publishableKey, authorization: bearer }), "service_role");
  for (const key of [secretKey, publishableKey]) {
    assert.equal(await role({ authorization: `Bearer ${key}` }), undefined);
    assert.equal(await role({ apikey: key, authorization: `Bearer ${key}` }), undefined);
  }
  assert.equal(await role({ apikey: "sb_secret_" }), undefined);
  assert.equal(await role({ apikey: serviceRoleKey }), undefined);
  assert.equal(await role({}), undefined);
});
