import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { changeClient, findClient } from "../../supabase/functions/_shared/keycloak/clients.ts";
import { clientIds } from "../../supabase/functions/_shared/keycloak/realm_template.ts";
import { discover } from "../../supabase/functions/_shared/keycloak/tokens.ts";
import { createUser, setPassword } from "../../supabase/functions/_shared/keycloak/users.ts";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { installModule } from "../../supabase/functions/_shared/odoo/tenant/modules.ts";
import {
  applySignIn,
  bindPerson,
  observeSignIn,
} from "../../supabase/functions/_shared/odoo/tenant/sign_in.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { browser, named, openPage } from "../browser.ts";
import { copyOdooDatabase, dropOdooDatabase, loadStack } from "../integration/support/stack.ts";
import { keycloak, logIn, madeRealm, makeAnn, password, state } from "./support/keycloak.ts";
import { enterOdoo, oauthLink, passKeycloak, Visitor } from "./support/sign_in_by_http.ts";

const { odoo } = loadStack();
const ann = { username: "ann", password: password.reveal() };

/** A database of Odoo that asks Keycloak who people are; it ends with `await using`. */
async function odooWithSignIn() {
  const database = `keycloak_${crypto.randomUUID().slice(0, 8)}`;
  await copyOdooDatabase(database);
  const { login, password } = odoo.logins.admin;
  const client = await OdooClient.connect({
    ...{ url: odoo.url, database, username: login, password: new Secret(password) },
    transport: "auto",
  }, { timeoutMs: 600_000 });
  strictEqual(await installModule(client, "auth_oauth"), "installed");
  return { database, client, [Symbol.asyncDispose]: () => dropOdooDatabase(database) };
}

Deno.test("people of a tenant's realm sign in to its Odoo, and nobody else does", async (test) => {
  await using realm = await madeRealm();
  await using other = await madeRealm();
  await using place = await odooWithSignIn();
  const found = await discover(state.url, realm.name);
  const wanted = {
    clientId: clientIds.odoo,
    authorizationEndpoint: found.authorization_endpoint,
    userinfoEndpoint: found.userinfo_endpoint,
  };
  for (const { name } of [realm, other]) {
    const { id } = (await findClient(keycloak, name, clientIds.odoo))!;
    const redirectUris = [`${odoo.url}/auth_oauth/signin`];
    await changeClient(keycloak, name, id, { redirectUris });
  }
  const subject = await makeAnn(realm.name);
  await makeAnn(other.name);
  const [user] = await place.client.create("res.users", [
    { name: "Ann Lee", login: "ann@example.com", email: "ann@example.com" },
  ]);
  let provider = 0;

  await test.step("Odoo is set to it once, and again with no change", async () => {
    const open = await observeSignIn(place.client, wanted);
    strictEqual(open.includes("client_id"), true);
    provider = await applySignIn(place.client, wanted);
    deepStrictEqual(await observeSignIn(place.client, wanted), []);
    strictEqual(await applySignIn(place.client, wanted), provider);
  });

  const signIn = async (login: { username: string; password: string }) => {
    const visitor = new Visitor();
    const link = await oauthLink(visitor, odoo.url, place.database);
    return { visitor, at: await enterOdoo(visitor, await passKeycloak(visitor, link, login)) };
  };

  await test.step("the same address is nobody before it is bound", async () => {
    match((await signIn(ann)).at, /oauth_error=3/);
  });

  await test.step("bound, she is in as the user that she is", async () => {
    await bindPerson(place.client, "ann@example.com", { provider, subject });
    const { visitor, at } = await signIn(ann);
    match(at, /\/(web|odoo)/);
    const { text } = await visitor.go(`${odoo.url}/odoo`);
    match(text, new RegExp(`"uid": ${user}\\b`));
    match(text, /"is_internal_user": true/);
  });

  await test.step({
    name: named("she signs in so in a browser"),
    ignore: browser === undefined,
    fn: async () => {
      await using shown = await openPage();
      const { page } = shown;
      await page.goto(`${odoo.url}/web/login?db=${place.database}`);
      await page.locator('a[href*="/protocol/openid-connect/auth"]').click();
      await page.fill("#username", ann.username);
      await page.fill("#password", ann.password);
      await page.click("#kc-login");
      await page.locator(".o_user_menu", { hasText: "Ann Lee" }).waitFor({ state: "attached" });
    },
  });

  await test.step("another person of the realm is not let in", async () => {
    const bob = { username: "bob", email: "bob@example.com", firstName: "Bob", lastName: "Ray" };
    const { id } = await createUser(keycloak, realm.name, { ...bob, emailVerified: true });
    await setPassword(keycloak, realm.name, id, { password });
    match((await signIn({ ...ann, username: "bob" })).at, /oauth_error=3/);
  });

  await test.step("a token of another tenant's realm is not taken", async () => {
    const visitor = new Visitor();
    const link = await oauthLink(visitor, odoo.url, place.database);
    const elsewhere = link.replace(`/realms/${realm.name}/`, `/realms/${other.name}/`);
    const given = await passKeycloak(visitor, elsewhere, ann);
    match(await enterOdoo(visitor, given), /oauth_error=2/);
  });

  await test.step("a token of another client of the realm is: so a realm is one tenant's alone", async () => {
    const visitor = new Visitor();
    const link = new URL(await oauthLink(visitor, odoo.url, place.database));
    const signed = await logIn(realm);
    ok(signed.outcome === "signed_in");
    const from = new URL(link.searchParams.get("redirect_uri")!);
    const state = link.searchParams.get("state")!;
    from.hash = String(new URLSearchParams({ state, access_token: signed.token.reveal() }));
    doesNotMatch(await enterOdoo(visitor, from), /oauth_error/);
  });
});
