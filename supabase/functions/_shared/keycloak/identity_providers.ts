import { z } from "zod";
import type { KeycloakClient } from "./client.ts";
import { pathTo } from "./path.ts";
import { Secret } from "../secret.ts";

const providerSchema = z.looseObject({
  alias: z.string(),
  /** `oidc`, `google`, `saml`, …. */
  providerId: z.string(),
  enabled: z.boolean().optional(),
  /** Its secret is read as `**********`. */
  config: z.record(z.string(), z.string()).optional(),
});

/** Another system by which people of a realm sign in. */
export type IdentityProvider = z.infer<typeof providerSchema>;

/** Creates one; one of that alias is left as it is. @returns whether it was not there */
export async function createIdentityProvider(
  keycloak: KeycloakClient,
  realm: string,
  provider: IdentityProvider,
): Promise<boolean> {
  const title = `create the identity provider ${provider.alias} of ${realm}`;
  const request = { title, path: instances(realm), body: provider, secrets: secretsOf(provider) };
  return (await keycloak.create(request)).created;
}

/** The one of this alias; undefined for none. */
export async function findIdentityProvider(
  keycloak: KeycloakClient,
  realm: string,
  alias: string,
): Promise<IdentityProvider | undefined> {
  const title = `look for the identity provider ${alias} of ${realm}`;
  const path = instances(realm, alias);
  return await keycloak.find({ title, method: "GET", path }, providerSchema);
}

/** Makes it what is given, all of it. */
export async function changeIdentityProvider(
  keycloak: KeycloakClient,
  realm: string,
  provider: IdentityProvider,
): Promise<void> {
  const title = `change the identity provider ${provider.alias} of ${realm}`;
  const path = instances(realm, provider.alias);
  const secrets = secretsOf(provider);
  await keycloak.send({ title, method: "PUT", path, body: provider, secrets });
}

/** @returns whether it was there */
export async function deleteIdentityProvider(
  keycloak: KeycloakClient,
  realm: string,
  alias: string,
): Promise<boolean> {
  const title = `delete the identity provider ${alias} of ${realm}`;
  return await keycloak.remove({ title, path: instances(realm, alias) });
}

function secretsOf({ config }: IdentityProvider): Secret[] {
  return config?.clientSecret ? [new Secret(config.clientSecret)] : [];
}

const instances = (realm: string, ...alias: string[]) =>
  pathTo(realm, "identity-provider", "instances", ...alias);
