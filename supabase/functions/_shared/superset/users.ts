import { z } from "zod";
import type { Secret } from "../secret.ts";
import type { SupersetClient } from "./client.ts";

/** Somebody who signs in to Superset. */
export interface Person {
  id: number;
  username: string;
  email: string;
  /** Ids. */
  roles: number[];
}

export interface NewPerson {
  username: string;
  firstName: string;
  lastName: string;
  email: string;
  password: Secret;
  /** Ids. */
  roles: number[];
}

const row = z.object({
  id: z.number(),
  username: z.string(),
  email: z.string(),
  roles: z.array(z.object({ id: z.number() })),
}).transform((all): Person => ({ ...all, roles: all.roles.map(({ id }) => id) }));
const made = z.object({ id: z.number() });

/** The person of that user name; undefined where there is none. @throws {SupersetFault} */
export async function findPerson(
  client: SupersetClient,
  username: string,
): Promise<Person | undefined> {
  const filters = [{ col: "username", opr: "eq", value: username }];
  const title = `find the person ${username}`;
  return (await client.list({ path: "/security/users/", title, filters, order: "id" }, row))[0];
}

/**
 * Makes somebody who may sign in.
 * @returns their id
 * @throws {SupersetFault} superset_exists for a name or address that is taken
 */
export async function createPerson(
  client: SupersetClient,
  { username, firstName, lastName, email, password, roles }: NewPerson,
): Promise<number> {
  const names = { username, first_name: firstName, last_name: lastName, email };
  const { id } = await client.ask({
    ...{ method: "POST", path: "/security/users/", title: `make the person ${username}` },
    body: { ...names, password: password.reveal(), active: true, roles },
    secrets: [password],
  }, made);
  return id;
}

/**
 * Gives somebody these roles and no others.
 * @throws {SupersetFault} superset_failed, for who is gone: Superset says 500
 */
export async function setRoles(
  client: SupersetClient,
  person: number,
  roles: number[],
): Promise<void> {
  const path = `/security/users/${person}`;
  await client.send({ method: "PUT", path, title: `give person ${person} roles`, body: { roles } });
}

/**
 * Lets somebody in no more; tokens that they have go on for their minutes.
 * @throws {SupersetFault} superset_failed as above
 */
export async function lockOut(client: SupersetClient, person: number): Promise<void> {
  const path = `/security/users/${person}`;
  await client.send({
    ...{ method: "PUT", path, title: `lock person ${person} out`, body: { active: false } },
  });
}

/**
 * False where they were gone.
 * @throws {SupersetFault} superset_refused for who has run SQL or owns something: lock them out
 */
export async function deletePerson(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/security/users/${id}`, `delete person ${id}`);
}
