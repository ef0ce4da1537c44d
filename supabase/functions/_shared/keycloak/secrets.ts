import { z } from "zod";
import { Secret } from "../secret.ts";
import type { KeycloakClient } from "./client.ts";
import { pathTo } from "./path.ts";

const credential = z.object({ value: z.string().min(1) });

/** How long secrets of clients are good, in seconds. */
export interface SecretLifetimes {
  /** Of the current one. */
  current: number;
  /** Of the one before, from the rotation on. */
  rotated: number;
}

const policy = "two-secrets";

/**
 * Has confidential clients of a realm keep their old secret beside a new one for a time. A realm has one list
 * of profiles and one of policies: these are all that it has afterwards. Needs Keycloak's feature client-secret-rotation.
 */
export async function keepTwoSecrets(
  keycloak: KeycloakClient,
  realm: string,
  { current, rotated }: SecretLifetimes,
): Promise<void> {
  const configuration = {
    "expiration-period": current,
    "rotated-expiration-period": rotated,
    // Only a change within so many seconds of the end makes a new one: without a change none is made.
    "remaining-rotation-period": rotated,
  };
  const profiles = [{ name: policy, executors: [{ executor: "secret-rotation", configuration }] }];
  const conditions = [{
    condition: "client-access-type",
    configuration: { type: ["confidential"] },
  }];
  const policies = [{ name: policy, enabled: true, conditions, profiles: [policy] }];
  const title = `have clients of ${realm} keep two secrets`;
  const put = (kind: string, body: unknown) =>
    keycloak.send({ title, method: "PUT", path: pathTo(realm, "client-policies", kind), body });
  await put("profiles", { profiles });
  await put("policies", { policies });
}

/** A client's current secret. */
export async function clientSecret(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
): Promise<Secret> {
  const title = `read the secret of a client of ${realm}`;
  const request = { title, method: "GET", path: secretOf(realm, client) } as const;
  return new Secret((await keycloak.ask(request, credential)).value);
}

/**
 * Gives a client a new secret. The one before stays good for a time where `keepTwoSecrets` says so, and ends at
 * once where not. Sent once: a second one would end it. Where no answer came, `clientSecret` tells what is so.
 */
export async function rotateSecret(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
): Promise<Secret> {
  const title = `give a client of ${realm} a new secret`;
  const path = secretOf(realm, client);
  const request = { title, method: "POST", path, once: true } as const;
  return new Secret((await keycloak.ask(request, credential)).value);
}

/** The secret before the current one, while it is still good; undefined for none. */
export async function rotatedSecret(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
): Promise<Secret | undefined> {
  const title = `read the old secret of a client of ${realm}`;
  const path = secretOf(realm, client, "rotated");
  const found = await keycloak.find({ title, method: "GET", path }, credential);
  return found && new Secret(found.value);
}

/** Ends the secret before the current one, if it is still good. */
export async function endRotatedSecret(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
): Promise<void> {
  const title = `end the old secret of a client of ${realm}`;
  await keycloak.remove({ title, path: secretOf(realm, client, "rotated") });
}

const secretOf = (realm: string, client: string, ...rest: string[]) =>
  pathTo(realm, "clients", client, "client-secret", ...rest);
