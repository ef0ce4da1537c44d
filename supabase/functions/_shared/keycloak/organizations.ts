import { z } from "zod";
import type { KeycloakClient } from "./client.ts";
import { KeycloakFault } from "./faults.ts";
import { pathTo } from "./path.ts";

const organizationSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  alias: z.string().optional(),
});
const members = z.array(z.looseObject({ id: z.string(), username: z.string() }));

/** An organisation of a realm as Keycloak represents it. */
export type Organization = z.infer<typeof organizationSchema>;

/** One that is not there yet. Its alias goes into the tokens of its members, and is never changed. */
export interface NewOrganization {
  name: string;
  alias: string;
  domains: string[];
}

/** The organisation of a realm that has exactly this name; undefined for none. */
export async function findOrganization(
  keycloak: KeycloakClient,
  realm: string,
  name: string,
): Promise<Organization | undefined> {
  const query = new URLSearchParams({ search: name, exact: "true" });
  const request = {
    title: `look for the organisation ${name} of ${realm}`,
    method: "GET",
    path: `${pathTo(realm, "organizations")}?${query}`,
  } as const;
  const found = await keycloak.ask(request, z.array(organizationSchema));
  return found.find((one) => one.name === name); // a domain is looked for, too
}

/**
 * Creates an organisation; one of that name is left as it is. @returns its id, and whether it was not there
 * @throws {KeycloakFault} keycloak_refused, for an alias or a domain that another one has
 */
export async function createOrganization(
  keycloak: KeycloakClient,
  realm: string,
  { name, alias, domains }: NewOrganization,
): Promise<{ id: string; created: boolean }> {
  const title = `create the organisation ${name} of ${realm}`;
  const body = { name, alias, domains: domains.map((name) => ({ name, verified: true })) };
  const made = await keycloak.create({ title, path: pathTo(realm, "organizations"), body });
  const id = made.id ?? (await findOrganization(keycloak, realm, name))?.id;
  if (id) return { id, created: made.created };
  const reason = "another organisation has its alias or a domain";
  throw new KeycloakFault("keycloak_refused", { title, secrets: [] }, reason, { status: 409 });
}

/** @returns whether it was there */
export async function deleteOrganization(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
): Promise<boolean> {
  const path = pathTo(realm, "organizations", id);
  return await keycloak.remove({ title: `delete an organisation of ${realm}`, path });
}

/** Makes a person a member. @returns whether they were none */
export async function addMember(
  keycloak: KeycloakClient,
  realm: string,
  organization: string,
  user: string,
): Promise<boolean> {
  const title = `make a user of ${realm} a member of an organisation`;
  const path = membersOf(realm, organization);
  return (await keycloak.create({ title, path, body: user })).created;
}

/** Who is a member; 1,000 at most. */
export async function listMembers(
  keycloak: KeycloakClient,
  realm: string,
  organization: string,
): Promise<z.infer<typeof members>> {
  const title = `list the members of an organisation of ${realm}`;
  const path = `${membersOf(realm, organization)}?max=1000`;
  return await keycloak.ask({ title, method: "GET", path }, members);
}

/** @returns whether they were one */
export async function removeMember(
  keycloak: KeycloakClient,
  realm: string,
  organization: string,
  user: string,
): Promise<boolean> {
  const title = `end a membership in an organisation of ${realm}`;
  return await keycloak.remove({ title, path: membersOf(realm, organization, user) });
}

const membersOf = (realm: string, organization: string, ...user: string[]) =>
  pathTo(realm, "organizations", organization, "members", ...user);
