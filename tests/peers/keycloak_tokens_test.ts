import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { KeycloakClient } from "../../supabase/functions/_shared/keycloak/client.ts";
import { clientIds } from "../../supabase/functions/_shared/keycloak/realm_template.ts";
import {
  addMember,
  createOrganization,
} from "../../supabase/functions/_shared/keycloak/organizations.ts";
import {
  createRealm,
  deleteRealm,
  findRealm,
  ownerAttribute,
} from "../../supabase/functions/_shared/keycloak/realms.ts";
import {
  checkedClaims,
  discover,
  tokenRule,
} from "../../supabase/functions/_shared/keycloak/tokens.ts";
import { keycloak, logIn, madeRealm, makeAnn, platform, state } from "./support/keycloak.ts";
import { passing } from "./support/passing.ts";

const endpoints = `${state.url}/realms/master/protocol/openid-connect`;

async function post(path: string, form: Record<string, string>): Promise<Response> {
  const login = { client_id: platform.id, client_secret: platform.secret.reveal() };
  const body = new URLSearchParams({ ...login, ...form });
  const response = await fetch(endpoints + path, { method: "POST", body });
  strictEqual(response.status, 200, path);
  return response;
}

/** A new token of the platform's client. */
async function platformToken(): Promise<string> {
  return (await (await post("/token", { grant_type: "client_credentials" })).json()).access_token;
}

Deno.test("a token is kept until shortly before it ends", async () => {
  await using between = passing(state.url);
  let now = 0;
  const client = new KeycloakClient({ url: between.url, client: platform }, { now: () => now });
  const tokens = async () => {
    await findRealm(client, "nowhere");
    return between.asked.filter(({ isAdmin }) => !isAdmin).length;
  };
  strictEqual(await tokens(), 1);
  now = 45_000;
  strictEqual(await tokens(), 1, "of its minute 15 s are left");
  now = 51_000;
  strictEqual(await tokens(), 2);
  strictEqual(await tokens(), 2);
});

Deno.test("a token that Keycloak no longer takes is replaced, once", async () => {
  await using between = passing(state.url);
  const client = new KeycloakClient({ url: between.url, client: platform });
  await findRealm(client, "nowhere");
  const kept = between.asked.at(-1)!.headers.get("authorization")!.replace("Bearer ", "");
  await (await post("/revoke", { token: kept })).body?.cancel();
  strictEqual(await findRealm(client, "nowhere"), undefined);
  const ways = between.asked.map(({ isAdmin }) => isAdmin ? "admin" : "token").join(" ");
  strictEqual(ways, "token admin admin token admin");
});

Deno.test("the platform's token stays as short as it is, however many realms there are", async () => {
  const owner = crypto.randomUUID();
  const names = Array.from({ length: 30 }, (_, at) => `many-${owner.slice(0, 8)}-${at}`);
  const make = async (realm: string) =>
    void await createRealm(keycloak, { realm, attributes: { [ownerAttribute]: owner } });
  try {
    await make(names[0]!);
    const atOne = await platformToken();
    for (const name of names.slice(1)) await make(name);
    const atThirty = await platformToken();
    strictEqual(atThirty.length, atOne.length);
    ok(atOne.length < 1000, `${atOne.length} characters`);
  } finally {
    for (const name of names) await deleteRealm(keycloak, name, owner);
  }
});

Deno.test("a token is taken in its own realm by the client that it is for, and nowhere else", async () => {
  await using realm = await madeRealm();
  await using other = await madeRealm();
  const id = await makeAnn(realm.name);
  await makeAnn(other.name);
  const tokenOf = async (where: typeof realm) => {
    const signed = await logIn(where);
    ok(signed.outcome === "signed_in");
    return signed.token.reveal();
  };
  const [own, strange] = [await tokenOf(realm), await tokenOf(other)];
  const found = await discover(state.url, realm.name);
  const rule = tokenRule(found, clientIds.check);
  const claims = await checkedClaims(own, rule);
  strictEqual(claims.sub, id);
  strictEqual(claims.email, "ann@example.com");
  const refused = (detail: RegExp) => ({ code: "unauthorized", detail });
  await rejects(checkedClaims(strange, rule), refused(/not signed by the realm/));
  const forOdoo = tokenRule(found, clientIds.odoo);
  await rejects(checkedClaims(own, forOdoo), refused(/another client/));
  const [head, body, mark] = own.split(".");
  const raised = {
    ...JSON.parse(atob(body!.replaceAll("-", "+").replaceAll("_", "/"))),
    sub: "bob",
  };
  const forged = [head, btoa(JSON.stringify(raised)).replace(/=+$/, ""), mark].join(".");
  await rejects(checkedClaims(forged, rule), refused(/not signed by the realm/));
});

Deno.test("in a realm of several organisations a token says whose member its person is", async () => {
  await using realm = await madeRealm({ organizationsEnabled: true });
  const organizations = ["acme", "other"].map((alias) => ({
    ...{ alias, name: alias },
    domains: [`${alias}.example`],
  }));
  const made = [];
  for (const organization of organizations) {
    made.push(await createOrganization(keycloak, realm.name, organization));
  }
  await addMember(keycloak, realm.name, made[0]!.id, await makeAnn(realm.name));
  const signed = await logIn(realm, { scopes: ["organization"] });
  ok(signed.outcome === "signed_in");
  const token = signed.token.reveal();
  const found = await discover(state.url, realm.name);
  const claims = await checkedClaims(token, tokenRule(found, clientIds.check));
  deepStrictEqual(claims.organization, ["acme"]);
  const elsewhere = checkedClaims(token, tokenRule(found, clientIds.superset));
  await rejects(elsewhere, { code: "unauthorized" }, "the realm is the same, the audience is not");
});

Deno.test("discovery tells where a realm signs people in, and refuses one behind another address", async () => {
  await using realm = await madeRealm();
  const found = await discover(state.url, realm.name);
  match(found.authorization_endpoint, new RegExp(`/realms/${realm.name}/`));
  await rejects(discover(state.url, "nowhere"), { code: "keycloak_missing" });
  await using between = passing(state.url);
  await rejects(discover(between.url, realm.name), {
    code: "keycloak_failed",
    detail: /names itself/,
  });
});
