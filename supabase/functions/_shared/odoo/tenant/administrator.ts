import type { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

export interface Administrator {
  login: string;
  email: string;
  password: Secret;
}

/** Writing these fields has Odoo mail the user, at the template's address too, of each change. */
const replace = `
context = env.context
admin = env.ref('base.user_admin')
admin.partner_id.write({'email': context['email']})
env.cr.execute("UPDATE res_users SET login = %s, active = true WHERE id = %s", [context['login'], admin.id])
admin._set_encrypted_password(admin.id, admin._crypt_context().hash(context['password']))
clear_caches()
result = True
`;

/**
 * Gives the database's administrator another login, address and password, all in one transaction.
 * The client that did it is locked out when it logged in as the administrator by password. To
 * observe it, log in (`logsIn`).
 * @throws {OdooFault}
 */
export async function applyAdministrator(
  client: OdooClient,
  { login, email, password }: Administrator,
): Promise<void> {
  const context = { login, email, password: password.reveal() };
  await runPython(client, "replace_administrator", replace, context);
}
