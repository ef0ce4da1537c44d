import { z } from "zod";
import type { KeycloakClient } from "./client.ts";
import { pathTo } from "./path.ts";

const roleSchema = z.looseObject({ id: z.string(), name: z.string() });
const roles = z.array(roleSchema);

/** A role of a realm as Keycloak represents it. */
export type Role = z.infer<typeof roleSchema>;

/** Creates a role of a realm; one of that name is left as it is. @returns whether it was not there */
export async function createRole(
  keycloak: KeycloakClient,
  realm: string,
  role: { name: string; description?: string },
): Promise<boolean> {
  const title = `create the role ${role.name} of ${realm}`;
  return (await keycloak.create({ title, path: pathTo(realm, "roles"), body: role })).created;
}

/** The role of a realm that is called so; undefined for none. */
export async function findRole(
  keycloak: KeycloakClient,
  realm: string,
  name: string,
): Promise<Role | undefined> {
  const title = `look for the role ${name} of ${realm}`;
  return await keycloak.find(
    { title, method: "GET", path: pathTo(realm, "roles", name) },
    roleSchema,
  );
}

/** The roles of the realm that a person was given. */
export async function rolesOf(
  keycloak: KeycloakClient,
  realm: string,
  user: string,
): Promise<Role[]> {
  const title = `list the roles of a user of ${realm}`;
  return await keycloak.ask({ title, method: "GET", path: mappings(realm, user) }, roles);
}

/** Gives a person roles; what they have they keep. */
export async function giveRoles(
  keycloak: KeycloakClient,
  realm: string,
  user: string,
  given: Role[],
): Promise<void> {
  const title = `give a user of ${realm} roles`;
  await keycloak.send({ title, method: "POST", path: mappings(realm, user), body: given });
}

/** Takes roles from a person. */
export async function takeRoles(
  keycloak: KeycloakClient,
  realm: string,
  user: string,
  taken: Role[],
): Promise<void> {
  const title = `take roles from a user of ${realm}`;
  await keycloak.send({ title, method: "DELETE", path: mappings(realm, user), body: taken });
}

const mappings = (realm: string, user: string) =>
  pathTo(realm, "users", user, "role-mappings", "realm");
