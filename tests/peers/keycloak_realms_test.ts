import { deepStrictEqual, doesNotMatch, ok, rejects, strictEqual } from "node:assert/strict";
import { KeycloakClient } from "../../supabase/functions/_shared/keycloak/client.ts";
import {
  clientIds,
  settingsFrom,
  standardTemplate,
} from "../../supabase/functions/_shared/keycloak/realm_template.ts";
import { findClient } from "../../supabase/functions/_shared/keycloak/clients.ts";
import { findRole } from "../../supabase/functions/_shared/keycloak/roles.ts";
import {
  changeRealm,
  createRealm,
  deleteRealm,
  findRealm,
  ownerOf,
  realmsOf,
} from "../../supabase/functions/_shared/keycloak/realms.ts";
import type { AppError } from "../../supabase/functions/_shared/errors.ts";
import { peer } from "../../supabase/functions/_shared/outside/fake_peer.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { keycloak, madeRealm, newRealm, platform, state } from "./support/keycloak.ts";
import { passing } from "./support/passing.ts";

Deno.test("a realm is made as its template says, once, and found by whose it is", async () => {
  await using realm = await madeRealm();
  strictEqual(await createRealm(keycloak, realm.representation), false, "it is there");
  const found = (await findRealm(keycloak, realm.name))!;
  const settings = settingsFrom(standardTemplate);
  const kept = Object.keys(settings).map((name) => [name, found[name]]);
  deepStrictEqual(Object.fromEntries(kept), settings);
  strictEqual(ownerOf(found), realm.owner);
  for (const name of Object.keys(standardTemplate.roles)) {
    ok(await findRole(keycloak, realm.name, name), name);
  }
  for (const id of Object.values(clientIds)) ok(await findClient(keycloak, realm.name, id), id);
  const own = await realmsOf(keycloak, realm.owner);
  deepStrictEqual(own.map(({ realm }) => realm), [realm.name]);
  deepStrictEqual(await realmsOf(keycloak, "nobody"), []);
});

Deno.test("who has made no realm finds none", async () => {
  deepStrictEqual(await realmsOf(keycloak, "nobody"), []);
});

Deno.test("a realm's settings are changed one by one, and it is switched off", async () => {
  await using realm = await madeRealm();
  const before = (await findRealm(keycloak, realm.name))!;
  for (let times = 0; times < 2; times++) {
    await changeRealm(keycloak, realm.name, { enabled: false, accessTokenLifespan: 60 });
    const after = await findRealm(keycloak, realm.name);
    deepStrictEqual(after, { ...before, enabled: false, accessTokenLifespan: 60 });
  }
});

Deno.test("a realm is deleted by its owner alone; one that is gone stays gone", async () => {
  await using realm = await madeRealm();
  const foreign = { code: "not_ours" };
  await rejects(deleteRealm(keycloak, realm.name, "somebody else"), foreign);
  await rejects(deleteRealm(keycloak, "master", realm.owner), foreign);
  ok(await findRealm(keycloak, realm.name));
  strictEqual(await deleteRealm(keycloak, realm.name, realm.owner), true);
  strictEqual(await deleteRealm(keycloak, realm.name, realm.owner), false);
  strictEqual(await findRealm(keycloak, realm.name), undefined);
  await rejects(changeRealm(keycloak, realm.name, { enabled: true }), { code: "keycloak_missing" });
});

Deno.test("a realm whose answer is lost is made once", async () => {
  const realm = newRealm();
  await using between = passing(
    state.url,
    (asked, nth) => asked.isAdmin && nth === 1 ? "lose" : "pass",
  );
  const through = new KeycloakClient({ url: between.url, client: platform });
  strictEqual(await createRealm(through, realm.representation), false, "it found itself");
  strictEqual(ownerOf((await findRealm(through, realm.name))!), realm.owner);
  strictEqual(await deleteRealm(keycloak, realm.name, realm.owner), true);
});

Deno.test("Keycloak's refusals are told by their kind, and without secrets", async () => {
  const refused = async (work: Promise<unknown>, code: string) =>
    await rejects(work, (error: AppError) => {
      strictEqual(error.code, code, error.detail);
      doesNotMatch(error.detail, /guessed|eyJ/);
      return true;
    });
  const as = (url: string, secret: Secret) =>
    new KeycloakClient({ url, client: { id: platform.id, secret } });
  const guessed = new Secret("guessed");
  await refused(findRealm(as(state.url, guessed), "master"), "keycloak_auth_failed");
  await refused(findRealm(as("http://127.0.0.1:1", guessed), "master"), "keycloak_unreachable");
  await refused(createRealm(keycloak, { realm: "a/b" }), "keycloak_refused");
  await refused(changeRealm(keycloak, "master", { enabled: false }), "keycloak_refused");
  await refused(findRealm(keycloak, ".."), "invalid_request");
  await using starting = peer(() => new Response("", { status: 503 }));
  await refused(findRealm(as(starting.url, guessed), "master"), "keycloak_busy");
});
