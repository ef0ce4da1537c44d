import type { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { recordIds } from "./external_ids.ts";

export interface Administrator {
  login: string;
  email: string;
  password: Secret;
}

/**
 * Gives the database's administrator another login and password. The client that did it is locked
 * out when it logged in as the administrator by password. To observe it, log in (`logsIn`).
 */
export async function applyAdministrator(
  client: OdooClient,
  { login, email, password }: Administrator,
): Promise<void> {
  const ids = await recordIds(client, ["base.user_admin"]);
  const values = { login, email, password: password.reveal() };
  await client.write("res.users", [...ids.values()], values);
}
