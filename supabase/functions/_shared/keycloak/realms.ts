import { z } from "zod";
import { AppError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import { Secret } from "../secret.ts";
import type { KeycloakClient } from "./client.ts";
import type { NewClient } from "./clients.ts";
import { pathTo } from "./path.ts";

/** The attribute of a realm that says whose it is. */
export const ownerAttribute = "odoo-control-plane.owner";

const realmSchema = z.looseObject({
  realm: z.string(),
  enabled: z.boolean().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
});

/** A realm as Keycloak represents it, cut down to what is known here; its other members are kept. */
export type Realm = z.infer<typeof realmSchema>;

/** One that is not there yet, with what is to be in it: clients, roles, users. */
export type NewRealm = Realm & { clients?: NewClient[] };

/** Creates a realm with all that is in it, in one call. @returns whether it was not there */
export async function createRealm(keycloak: KeycloakClient, realm: NewRealm): Promise<boolean> {
  const title = `create the realm ${realm.realm}`;
  const secrets = (realm.clients ?? []).flatMap(({ secret }) => secret ? [new Secret(secret)] : []);
  return (await keycloak.create({ title, path: "", body: realm, secrets })).created;
}

/** What a realm is set to, without what is in it; undefined for none. */
export async function findRealm(
  keycloak: KeycloakClient,
  name: string,
): Promise<Realm | undefined> {
  const title = `look at the realm ${name}`;
  return await keycloak.find({ title, method: "GET", path: pathTo(name) }, realmSchema);
}

/** Sets what is given, and leaves the rest as it is. */
export async function changeRealm(
  keycloak: KeycloakClient,
  name: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const title = `change the realm ${name}`;
  await keycloak.send({ title, method: "PUT", path: pathTo(name), body: settings });
}

/** The realms that this owner's attribute is on. */
export async function realmsOf(keycloak: KeycloakClient, owner: string): Promise<Realm[]> {
  const request = { title: "list the realms", method: "GET", path: "" } as const;
  // Whoever rules no realm may not list them.
  const all = await keycloak.find(request, z.array(realmSchema), 403) ?? [];
  return all.filter((realm) => ownerOf(realm) === owner);
}

/** Whose a realm is; undefined where nothing says so. */
export function ownerOf(realm: Realm): string | undefined {
  return realm.attributes?.[ownerAttribute];
}

/**
 * Deletes a realm with all that is in it. @returns whether it was there
 * @throws {AppError} not_ours, where its attribute does not name the owner
 */
export async function deleteRealm(
  keycloak: KeycloakClient,
  name: string,
  owner: string,
): Promise<boolean> {
  const realm = await findRealm(keycloak, name);
  if (!realm) return false;
  const title = `delete the realm ${name}`;
  if (ownerOf(realm) !== owner) {
    throw new AppError("not_ours", `Cannot ${title}: ${quoted(name)} is not known to be its own.`);
  }
  return await keycloak.remove({ title, path: pathTo(name) });
}
