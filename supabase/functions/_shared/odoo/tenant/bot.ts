import { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { runPython } from "./server_action.ts";

export interface Bot {
  login: string;
  name: string;
}

/**
 * One transaction: the user with its groups (the last one is there once the app Project is), no
 * password, and one key. Generating it is a private method, which RPC reaches only from inside.
 */
const mint = `
context = env.context
users = env['res.users'].with_context(
    active_test=False, no_reset_password=True, mail_create_nolog=True, tracking_disable=True)
groups = [env.ref(name, raise_if_not_found=False) for name in [
    'base.group_user', 'base.group_system', 'project.group_project_manager']]
values = {'name': context['bot_name'], 'active': True,
          context['group_field']: [(4, group.id) for group in groups if group]}
bot = users.search([('login', '=', context['bot'])])
if bot:
    bot.write(values)
else:
    bot = users.create({**values, 'login': context['bot']})
env.flush_all()
env.cr.execute("DELETE FROM res_users_apikeys WHERE user_id = %s", [bot.id])
env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [bot.id])
env.registry.clear_cache()
result = env['res.users.apikeys'].with_user(bot).sudo()._generate(None, 'Control plane', False)
`;

/**
 * Makes sure of the user that the control plane works as, and gives it a new API key, its only
 * credential; each time another one, so that a lost answer leaves nothing behind. To observe it,
 * log in with the key that was kept (`logsIn`). Odoo 18 and later.
 * @throws {OdooFault}
 */
export async function applyBot(client: OdooClient, { login, name }: Bot): Promise<Secret> {
  const group_field = client.version.major >= 19 ? "group_ids" : "groups_id";
  const context = { bot: login, bot_name: name, group_field };
  const key = await runPython(client, "mint_api_key", mint, context);
  if (typeof key === "string") return new Secret(key);
  throw new OdooFault("protocol", client.operation("mint an API key"), "no key came back");
}
