import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import type { Values } from "../types.ts";
import { readParameters, writeParameters } from "./parameters.ts";

/** Where people of a tenant sign in; Odoo's module `auth_oauth` sends them there. */
export interface SignIn {
  clientId: string;
  authorizationEndpoint: string;
  userinfoEndpoint: string;
}

const model = "auth.oauth.provider";
/** Ours is known by its name; others are left alone. */
const name = "Control plane";

const parameters = {
  // Else Odoo puts the token into the address, where Keycloak does not look for it.
  "auth_oauth.authorization_header": "1",
  // Else whoever is in the realm becomes a portal user by signing in.
  "auth_signup.invitation_scope": "b2b",
};

/** What of the sign-in is not as wanted yet. @throws {OdooFault} protocol, without the module `auth_oauth` */
export async function observeSignIn(client: OdooClient, wanted: SignIn): Promise<string[]> {
  const values = valuesOf(wanted);
  const known = await readParameters(client, Object.keys(parameters));
  const ours = await find(client, Object.keys(values));
  return [
    ...Object.entries(parameters).filter(([key, value]) => known.get(key)?.value !== value),
    ...Object.entries(values).filter(([field, value]) => ours?.[field] !== value),
  ].map(([open]) => open);
}

/** Has people sign in there, those alone who are bound to somebody. @returns the provider's id in Odoo */
export async function applySignIn(client: OdooClient, wanted: SignIn): Promise<number> {
  await writeParameters(client, parameters);
  const values = valuesOf(wanted);
  const ours = await find(client, ["name"]);
  if (!ours) return (await client.create(model, [values]))[0]!;
  await client.write(model, [Number(ours.id)], values);
  return Number(ours.id);
}

/** Lets a user of Odoo in as this person of the provider. @throws {OdooFault} data, where there is no such user */
export async function bindPerson(
  client: OdooClient,
  login: string,
  { provider, subject }: { provider: number; subject: string },
): Promise<void> {
  const domain = [["login", "=", login]];
  const [user] = await client.searchRead("res.users", { domain, fields: ["login"] });
  if (!user) {
    const operation = client.operation(`bind the user ${login}`);
    throw new OdooFault("data", operation, "there is no such user");
  }
  const values = { oauth_provider_id: provider, oauth_uid: subject };
  await client.write("res.users", [Number(user.id)], values);
}

async function find(client: OdooClient, fields: string[]): Promise<Values | undefined> {
  return (await client.searchRead(model, { domain: [["name", "=", name]], fields }))[0];
}

function valuesOf({ clientId, authorizationEndpoint, userinfoEndpoint }: SignIn) {
  return {
    name,
    enabled: true,
    client_id: clientId,
    auth_endpoint: authorizationEndpoint,
    validation_endpoint: userinfoEndpoint,
    scope: "openid email profile",
    css_class: "fa fa-fw fa-sign-in text-primary",
    body: "Sign in with your company account",
  };
}
