import { z } from "zod";
import type { Secret } from "../secret.ts";
import type { KeycloakClient } from "./client.ts";
import { KeycloakFault } from "./faults.ts";
import { pathTo } from "./path.ts";

const userSchema = z.looseObject({
  id: z.string(),
  username: z.string(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  enabled: z.boolean().optional(),
});

/** A person of a realm as Keycloak represents them, cut down to what is known here. */
export type User = z.infer<typeof userSchema>;

/** A person who is not there yet; without both names Keycloak lets nobody sign in. */
export interface NewUser {
  /** 3 to 255 characters; Keycloak makes it lower case. */
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  emailVerified?: boolean;
}

/** The person of a realm whose user name it is; undefined for none. */
export async function findUser(
  keycloak: KeycloakClient,
  realm: string,
  username: string,
): Promise<User | undefined> {
  const query = new URLSearchParams({ username, exact: "true" });
  const request = {
    title: `look for the user ${username} of ${realm}`,
    method: "GET",
    path: `${pathTo(realm, "users")}?${query}`,
  } as const;
  return (await keycloak.ask(request, z.array(userSchema)))[0];
}

/**
 * Creates a person; one of that user name is left as they are. @returns their id, and whether they were not there
 * @throws {KeycloakFault} keycloak_refused, for an address that another person has
 */
export async function createUser(
  keycloak: KeycloakClient,
  realm: string,
  user: NewUser,
): Promise<{ id: string; created: boolean }> {
  const title = `create the user ${user.username} of ${realm}`;
  const body = { ...user, enabled: true };
  const made = await keycloak.create({ title, path: pathTo(realm, "users"), body });
  const id = made.id ?? (await findUser(keycloak, realm, user.username))?.id;
  if (id) return { id, created: made.created };
  const reason = "another user has that address";
  throw new KeycloakFault("keycloak_refused", { title, secrets: [] }, reason, { status: 409 });
}

/** Sets what is given, and leaves the rest as it is. */
export async function changeUser(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
  settings: Partial<NewUser> & { enabled?: boolean },
): Promise<void> {
  const path = pathTo(realm, "users", id);
  await keycloak.send({ title: `change a user of ${realm}`, method: "PUT", path, body: settings });
}

/** Sets a person's password, for good or until they have signed in. @throws {KeycloakFault} keycloak_refused, where the realm's policy does */
export async function setPassword(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
  { password, temporary = false }: { password: Secret; temporary?: boolean },
): Promise<void> {
  await keycloak.send({
    title: `set the password of a user of ${realm}`,
    method: "PUT",
    path: pathTo(realm, "users", id, "reset-password"),
    body: { type: "password", value: password.reveal(), temporary },
    secrets: [password],
  });
}

/** Ends all sessions of a person. */
export async function logOut(keycloak: KeycloakClient, realm: string, id: string): Promise<void> {
  const path = pathTo(realm, "users", id, "logout");
  await keycloak.send({ title: `sign a user of ${realm} out`, method: "POST", path });
}

/** @returns whether they were there */
export async function deleteUser(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
): Promise<boolean> {
  const path = pathTo(realm, "users", id);
  return await keycloak.remove({ title: `delete a user of ${realm}`, path });
}
