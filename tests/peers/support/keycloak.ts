import { randomUUID } from "node:crypto";
import type { PeerState } from "../../../stack/peers/peer.ts";
import { KeycloakClient } from "../../../supabase/functions/_shared/keycloak/client.ts";
import { testLogIn } from "../../../supabase/functions/_shared/keycloak/log_in.ts";
import {
  clientIds,
  realmFrom,
  standardTemplate,
} from "../../../supabase/functions/_shared/keycloak/realm_template.ts";
import {
  createRealm,
  deleteRealm,
  type Realm,
} from "../../../supabase/functions/_shared/keycloak/realms.ts";
import { createUser, setPassword } from "../../../supabase/functions/_shared/keycloak/users.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";

export const state: PeerState = JSON.parse(Deno.readTextFileSync(Deno.env.get("PEER_STATE")!));

/** What the platform signs in with. */
export const platform = { id: state.client!.id, secret: new Secret(state.client!.secret) };

/** So long a call may take on a machine that does much else. */
const timeoutMs = 600_000;

export const keycloak = new KeycloakClient({ url: state.url, client: platform }, { timeoutMs });

export const odooUrl = "http://127.0.0.1:8069";
export const supersetUrl = "http://127.0.0.1:8088";
export const password = new Secret("correct horse battery");

/** The realm of a tenant that no other test has, not made yet. */
export function newRealm(owner: string = randomUUID()) {
  const name = `tenant-${randomUUID().slice(0, 8)}`;
  const secrets = {
    odoo: new Secret(randomUUID()),
    superset: new Secret(randomUUID()),
    check: new Secret(randomUUID()),
  };
  const representation = realmFrom(standardTemplate, {
    ...{ name, owner, title: "Acme", checkSecret: secrets.check },
    odoo: { url: odooUrl, secret: secrets.odoo },
    superset: { url: supersetUrl, secret: secrets.superset },
  });
  return { name, owner, secrets, representation };
}

/** The same, made; it ends with `await using`. */
export async function madeRealm(settings: Partial<Realm> = {}) {
  const realm = newRealm();
  await createRealm(keycloak, { ...realm.representation, ...settings });
  return {
    ...realm,
    [Symbol.asyncDispose]: async () => void await deleteRealm(keycloak, realm.name, realm.owner),
  };
}

/** Ann, who can sign in. @returns her id */
export async function makeAnn(realm: string, changed: { lastName?: string } = {}): Promise<string> {
  const ann = { username: "ann", email: "ann@example.com", firstName: "Ann", lastName: "Lee" };
  const { id } = await createUser(keycloak, realm, { ...ann, emailVerified: true, ...changed });
  await setPassword(keycloak, realm, id, { password });
  return id;
}

/** Has Ann sign in to a realm, with what is different from what it should be. */
export function logIn(
  { name: realm, secrets }: { name: string; secrets: { check: Secret } },
  changed: {
    client?: { id?: string; secret?: Secret };
    user?: { name?: string; password?: Secret };
    scopes?: string[];
  } = {},
) {
  return testLogIn({
    ...{ url: state.url, realm, scopes: changed.scopes },
    client: { id: clientIds.check, secret: secrets.check, ...changed.client },
    user: { name: "ann", password, ...changed.user },
  });
}
