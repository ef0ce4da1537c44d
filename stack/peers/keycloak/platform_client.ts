import { z } from "zod";
import {
  changeClient,
  createClient,
} from "../../../supabase/functions/_shared/keycloak/clients.ts";
import { KeycloakClient } from "../../../supabase/functions/_shared/keycloak/client.ts";
import { pathTo } from "../../../supabase/functions/_shared/keycloak/path.ts";
import { findRole, giveRoles } from "../../../supabase/functions/_shared/keycloak/roles.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import type { Credentials } from "./secrets.ts";

const role = "create-realm";

/**
 * Makes the client that the platform signs in with, as docs/keycloak.md says: it may make realms, and rules
 * those that it made.
 */
export async function keepPlatformClient(
  url: string,
  bootstrap: Credentials,
  client: Credentials,
): Promise<void> {
  const admin = { id: bootstrap.id, secret: new Secret(bootstrap.secret) };
  const keycloak = new KeycloakClient({ url, client: admin });
  const settings = {
    clientId: client.id,
    secret: client.secret,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    // Else its token grows with each realm, until Keycloak refuses it for its length.
    attributes: { "client.use.lightweight.access.token.enabled": "true" },
  };
  const { id } = await createClient(keycloak, "master", settings);
  await changeClient(keycloak, "master", id, settings);
  const path = pathTo("master", "clients", id, "service-account-user");
  const account = { title: "look for the platform's account", method: "GET", path } as const;
  const user = await keycloak.ask(account, z.object({ id: z.string() }));
  const found = await findRole(keycloak, "master", role);
  if (!found) throw new Error(`Cannot set Keycloak up: it has no role ${role}.`);
  await giveRoles(keycloak, "master", user.id, [found]);
}
