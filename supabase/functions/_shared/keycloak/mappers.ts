import { z } from "zod";
import type { KeycloakClient } from "./client.ts";
import { pathTo } from "./path.ts";

export const mapperSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string(),
  protocol: z.string(),
  protocolMapper: z.string(),
  config: z.record(z.string(), z.string()),
});

/** What puts something into the tokens of a client. */
export type Mapper = z.infer<typeof mapperSchema>;

/** Creates a mapper of a client; one of that name is left as it is. @returns whether it was not there */
export async function createMapper(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
  mapper: Mapper,
): Promise<boolean> {
  const title = `create the mapper ${mapper.name} of a client of ${realm}`;
  return (await keycloak.create({ title, path: models(realm, client), body: mapper })).created;
}

/** Those that a client has of its own. */
export async function mappersOf(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
): Promise<Mapper[]> {
  const title = `list the mappers of a client of ${realm}`;
  const request = { title, method: "GET", path: models(realm, client) } as const;
  return await keycloak.ask(request, z.array(mapperSchema));
}

/** Makes a mapper what is given, all of it. */
export async function changeMapper(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
  mapper: Mapper & { id: string },
): Promise<void> {
  const title = `change the mapper ${mapper.name} of a client of ${realm}`;
  const path = models(realm, client, mapper.id);
  await keycloak.send({ title, method: "PUT", path, body: mapper });
}

/** @returns whether it was there */
export async function deleteMapper(
  keycloak: KeycloakClient,
  realm: string,
  client: string,
  id: string,
): Promise<boolean> {
  const title = `delete a mapper of a client of ${realm}`;
  return await keycloak.remove({ title, path: models(realm, client, id) });
}

const models = (realm: string, client: string, ...mapper: string[]) =>
  pathTo(realm, "clients", client, "protocol-mappers", "models", ...mapper);
