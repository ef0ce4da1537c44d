import { z } from "zod";
import { Secret } from "../secret.ts";
import type { KeycloakClient } from "./client.ts";
import { KeycloakFault } from "./faults.ts";
import { pathTo } from "./path.ts";
import { mapperSchema } from "./mappers.ts";

const clientSchema = z.looseObject({
  /** Keycloak's own id of it. */
  id: z.string(),
  clientId: z.string(),
  enabled: z.boolean().optional(),
  redirectUris: z.array(z.string()).optional(),
  webOrigins: z.array(z.string()).optional(),
  attributes: z.record(z.string(), z.string()).optional(),
  protocolMappers: z.array(mapperSchema).optional(),
});

/** A client as Keycloak represents it, cut down to what is known here; its other members are kept. */
export type Client = z.infer<typeof clientSchema>;
/** One that is not there yet. */
export type NewClient = Partial<Client> & { clientId: string; secret?: string };

/** The client of a realm that is called so; undefined for none. */
export async function findClient(
  keycloak: KeycloakClient,
  realm: string,
  clientId: string,
): Promise<Client | undefined> {
  const path = `${pathTo(realm, "clients")}?${new URLSearchParams({ clientId })}`;
  const title = `look for the client ${clientId} of ${realm}`;
  const found = await keycloak.ask({ title, method: "GET", path }, z.array(clientSchema));
  return found[0];
}

/** Creates a client; one of that clientId is left as it is. @returns its id, and whether it was not there */
export async function createClient(
  keycloak: KeycloakClient,
  realm: string,
  client: NewClient,
): Promise<{ id: string; created: boolean }> {
  const title = `create the client ${client.clientId} of ${realm}`;
  const secrets = client.secret ? [new Secret(client.secret)] : [];
  const made = await keycloak.create({
    ...{ title, secrets, path: pathTo(realm, "clients"), body: client },
  });
  const id = made.id ?? (await findClient(keycloak, realm, client.clientId))?.id;
  if (id) return { id, created: made.created };
  throw new KeycloakFault("keycloak_failed", { title, secrets }, "it is not there");
}

/** Sets what is given, and leaves the rest as it is. */
export async function changeClient(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
  settings: Record<string, unknown>,
): Promise<void> {
  const path = pathTo(realm, "clients", id);
  await keycloak.send({
    title: `change a client of ${realm}`,
    method: "PUT",
    path,
    body: settings,
  });
}

/** @returns whether it was there */
export async function deleteClient(
  keycloak: KeycloakClient,
  realm: string,
  id: string,
): Promise<boolean> {
  const path = pathTo(realm, "clients", id);
  return await keycloak.remove({ title: `delete a client of ${realm}`, path });
}
