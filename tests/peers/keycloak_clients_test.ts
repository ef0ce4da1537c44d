import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  changeClient,
  createClient,
  deleteClient,
  findClient,
} from "../../supabase/functions/_shared/keycloak/clients.ts";
import {
  changeIdentityProvider,
  createIdentityProvider,
  deleteIdentityProvider,
  findIdentityProvider,
} from "../../supabase/functions/_shared/keycloak/identity_providers.ts";
import {
  changeMapper,
  createMapper,
  deleteMapper,
  mappersOf,
} from "../../supabase/functions/_shared/keycloak/mappers.ts";
import { clientIds } from "../../supabase/functions/_shared/keycloak/realm_template.ts";
import {
  clientSecret,
  endRotatedSecret,
  keepTwoSecrets,
  rotatedSecret,
  rotateSecret,
} from "../../supabase/functions/_shared/keycloak/secrets.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { keycloak, logIn, madeRealm, makeAnn, odooUrl } from "./support/keycloak.ts";

Deno.test("a client is made once, with its secret, and changed setting by setting", async () => {
  await using realm = await madeRealm();
  const secret = randomUUID();
  const client = { clientId: "report", secret, redirectUris: ["https://a.example/in"] };
  const made = await createClient(keycloak, realm.name, client);
  strictEqual(made.created, true);
  const again = await createClient(keycloak, realm.name, { ...client, secret: "other" });
  deepStrictEqual(again, { id: made.id, created: false });
  strictEqual((await clientSecret(keycloak, realm.name, made.id)).reveal(), secret);
  const before = (await findClient(keycloak, realm.name, "report"))!;
  for (let times = 0; times < 2; times++) {
    const redirectUris = ["https://b.example/in"];
    await changeClient(keycloak, realm.name, made.id, { redirectUris });
    const after = await findClient(keycloak, realm.name, "report");
    deepStrictEqual(after, { ...before, redirectUris });
  }
  strictEqual((await clientSecret(keycloak, realm.name, made.id)).reveal(), secret);
  strictEqual(await deleteClient(keycloak, realm.name, made.id), true);
  strictEqual(await deleteClient(keycloak, realm.name, made.id), false);
  strictEqual(await findClient(keycloak, realm.name, "report"), undefined);
});

Deno.test("Odoo's client takes tokens to Odoo alone, Superset's wants a challenge", async () => {
  await using realm = await madeRealm();
  const odoo = (await findClient(keycloak, realm.name, clientIds.odoo))!;
  deepStrictEqual(odoo.redirectUris, [`${odooUrl}/auth_oauth/signin`]);
  deepStrictEqual([odoo.implicitFlowEnabled, odoo.standardFlowEnabled], [true, false]);
  const superset = (await findClient(keycloak, realm.name, clientIds.superset))!;
  strictEqual(superset.attributes?.["pkce.code.challenge.method"], "S256");
  for (const { publicClient, directAccessGrantsEnabled } of [odoo, superset]) {
    deepStrictEqual([publicClient, directAccessGrantsEnabled], [false, false]);
  }
});

Deno.test("a mapper is made once, changed and removed", async () => {
  await using realm = await madeRealm();
  const { id } = (await findClient(keycloak, realm.name, clientIds.odoo))!;
  const mapper = {
    name: "tenant",
    protocol: "openid-connect",
    protocolMapper: "oidc-hardcoded-claim-mapper",
    config: { "claim.name": "tenant", "claim.value": "acme", "access.token.claim": "true" },
  };
  const found = async () =>
    (await mappersOf(keycloak, realm.name, id)).find(({ name }) => name === mapper.name);
  strictEqual(await createMapper(keycloak, realm.name, id, mapper), true);
  strictEqual(await createMapper(keycloak, realm.name, id, mapper), false);
  const made = (await found())!;
  const config = { ...made.config, "claim.value": "other" };
  await changeMapper(keycloak, realm.name, id, { ...made, id: made.id!, config });
  deepStrictEqual((await found())?.config, config);
  strictEqual(await deleteMapper(keycloak, realm.name, id, made.id!), true);
  strictEqual(await deleteMapper(keycloak, realm.name, id, made.id!), false);
  strictEqual(await found(), undefined);
});

Deno.test("a secret is rotated: the old one is good until it is ended, a third is not", async () => {
  await using realm = await madeRealm();
  await makeAnn(realm.name);
  const { id } = (await findClient(keycloak, realm.name, clientIds.check))!;
  const outcome = async (secret: Secret) => (await logIn(realm, { client: { secret } })).outcome;
  const lifetimes = { current: 2_592_000, rotated: 86_400 };
  for (let times = 0; times < 2; times++) await keepTwoSecrets(keycloak, realm.name, lifetimes);
  const old = await clientSecret(keycloak, realm.name, id);
  strictEqual(old.reveal(), realm.secrets.check.reveal());
  strictEqual(await rotatedSecret(keycloak, realm.name, id), undefined);
  const next = await rotateSecret(keycloak, realm.name, id);
  strictEqual((await clientSecret(keycloak, realm.name, id)).reveal(), next.reveal());
  strictEqual((await rotatedSecret(keycloak, realm.name, id))?.reveal(), old.reveal());
  deepStrictEqual([await outcome(old), await outcome(next)], ["signed_in", "signed_in"]);
  strictEqual(await outcome(new Secret("guessed")), "wrong_client");
  for (let times = 0; times < 2; times++) await endRotatedSecret(keycloak, realm.name, id);
  deepStrictEqual([await outcome(old), await outcome(next)], ["wrong_client", "signed_in"]);
});

Deno.test("without the policy a rotation ends the old secret at once", async () => {
  await using realm = await madeRealm();
  await makeAnn(realm.name);
  const { id } = (await findClient(keycloak, realm.name, clientIds.check))!;
  const secret = await rotateSecret(keycloak, realm.name, id);
  strictEqual((await logIn(realm)).outcome, "wrong_client");
  strictEqual((await logIn(realm, { client: { secret } })).outcome, "signed_in");
});

Deno.test("an identity provider is made once, changed and removed", async () => {
  await using realm = await madeRealm();
  const provider = {
    alias: "their-own",
    providerId: "oidc",
    enabled: true,
    config: {
      ...{ clientId: "acme", clientSecret: "hidden", clientAuthMethod: "client_secret_post" },
      authorizationUrl: "https://idp.example/auth",
      tokenUrl: "https://idp.example/token",
    },
  };
  strictEqual(await createIdentityProvider(keycloak, realm.name, provider), true);
  strictEqual(await createIdentityProvider(keycloak, realm.name, provider), false);
  const made = (await findIdentityProvider(keycloak, realm.name, provider.alias))!;
  ok(!JSON.stringify(made).includes("hidden"), "its secret is not read back");
  await changeIdentityProvider(keycloak, realm.name, { ...made, enabled: false });
  strictEqual((await findIdentityProvider(keycloak, realm.name, provider.alias))?.enabled, false);
  strictEqual(await deleteIdentityProvider(keycloak, realm.name, provider.alias), true);
  strictEqual(await deleteIdentityProvider(keycloak, realm.name, provider.alias), false);
  strictEqual(await findIdentityProvider(keycloak, realm.name, provider.alias), undefined);
});
