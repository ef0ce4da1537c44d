import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import type { NewClient } from "./clients.ts";
import { realmFrom, settingsFrom, standardTemplate } from "./realm_template.ts";
import { type NewRealm, ownerOf } from "./realms.ts";

const tenant = {
  ...{ name: "acme", title: "Acme", owner: "tenant/7" },
  checkSecret: new Secret("c"),
  odoo: { url: "https://acme.example.com", secret: new Secret("o") },
  superset: { url: "https://bi.example.com", secret: new Secret("s") },
};
const clientsOf = ({ clients }: NewRealm) =>
  Object.fromEntries(clients!.map((client) => [client.clientId, client]));

Deno.test("realmFrom() makes a realm that says whose it is, with the template's settings and roles", () => {
  const realm = realmFrom(standardTemplate, tenant);
  deepStrictEqual([realm.realm, realm.displayName, ownerOf(realm)], ["acme", "Acme", "tenant/7"]);
  for (const [name, value] of Object.entries(settingsFrom(standardTemplate))) {
    strictEqual(realm[name], value, name);
  }
  const { realm: roles } = realm.roles as { realm: { name: string }[] };
  const names = roles.map(({ name }) => name);
  deepStrictEqual(names, ["owner", "admin", "manager", "member", "viewer"]);
});

Deno.test("realmFrom() gives each client its secret, its addresses and one way in", () => {
  const { odoo, superset, "log-in-check": check } = clientsOf(realmFrom(standardTemplate, tenant));
  deepStrictEqual([odoo!.secret, superset!.secret, check!.secret], ["o", "s", "c"]);
  deepStrictEqual(odoo!.redirectUris, ["https://acme.example.com/auth_oauth/signin"]);
  deepStrictEqual(superset!.redirectUris, ["https://bi.example.com/oauth-authorized/keycloak"]);
  const ways = ["standardFlowEnabled", "implicitFlowEnabled", "directAccessGrantsEnabled"];
  const waysOf = (client: NewClient) => ways.filter((way) => client[way]);
  deepStrictEqual([odoo, superset, check].map((client) => waysOf(client!)), [
    ["implicitFlowEnabled"],
    ["standardFlowEnabled"],
    ["directAccessGrantsEnabled"],
  ]);
  for (const client of [odoo!, superset!, check!]) {
    strictEqual(client.publicClient, false);
    const audience = client.protocolMappers!.find(({ name }) => name === "audience")!;
    strictEqual(audience.config["included.client.audience"], client.clientId);
  }
});

Deno.test("realmFrom() makes no client for what a tenant has not got", () => {
  const { odoo: _, superset: __, ...bare } = tenant;
  deepStrictEqual(Object.keys(clientsOf(realmFrom(standardTemplate, bare))), ["log-in-check"]);
});

Deno.test("settingsFrom() says the template's rules in Keycloak's words", () => {
  const settings = settingsFrom({
    ...standardTemplate,
    password: { length: 16, history: 3 },
    bruteForce: { failures: 4, wait: 30, longestWait: 60, forgetAfter: 3600 },
    lifetimes: { accessToken: 60, sessionIdle: 120, session: 240 },
  });
  const policy = "length(16) and notUsername and notEmail and passwordHistory(3)";
  strictEqual(settings.passwordPolicy, policy);
  const { failureFactor, waitIncrementSeconds, maxFailureWaitSeconds } = settings;
  deepStrictEqual([failureFactor, waitIncrementSeconds, maxFailureWaitSeconds], [4, 30, 60]);
  const { accessTokenLifespan, ssoSessionIdleTimeout, ssoSessionMaxLifespan } = settings;
  deepStrictEqual([accessTokenLifespan, ssoSessionIdleTimeout, ssoSessionMaxLifespan], [
    60,
    120,
    240,
  ]);
  ok(settings.bruteForceProtected);
});
