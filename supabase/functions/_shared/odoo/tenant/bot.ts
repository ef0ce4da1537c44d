import { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { recordIds } from "./external_ids.ts";
import { runPython } from "./server_action.ts";

export interface Bot {
  login: string;
  name: string;
}

/** The last one is there once the app Project is. */
const groups = ["base.group_user", "base.group_system", "project.group_project_manager"];
const quiet = { no_reset_password: true, mail_create_nolog: true, tracking_disable: true };
const keyName = "Control plane";

/** The method is private, so RPC reaches it only from inside; earlier keys of the bot go away. */
const mint = `
bot = env['res.users'].search([('login', '=', env.context['bot'])])
env.cr.execute("DELETE FROM res_users_apikeys WHERE user_id = %s", [bot.id])
env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [bot.id])
env.registry.clear_cache()
result = env['res.users.apikeys'].with_user(bot).sudo()._generate(None, env.context['key_name'], False)
`;

/**
 * Makes sure of the user that the control plane works as, and gives it a new API key, its only
 * credential; each time another one, so that a lost answer leaves nothing behind. To observe it,
 * log in with the key that was kept (`logsIn`). Odoo 18 and later.
 * @throws {OdooFault}
 */
export async function applyBot(client: OdooClient, bot: Bot): Promise<Secret> {
  const ids = await recordIds(client, groups);
  const groupField = client.version.major >= 19 ? "group_ids" : "groups_id";
  const [known] = await client.searchRead("res.users", {
    domain: [["login", "=", bot.login]],
    fields: ["login"],
    context: { active_test: false },
  });
  const values = {
    ...bot,
    active: true,
    [groupField]: [...ids.values()].map((id) => [4, id]),
  };
  if (known) await client.write("res.users", [Number(known.id)], values, quiet);
  else await client.create("res.users", [values], quiet);
  const context = { bot: bot.login, key_name: keyName };
  const key = await runPython(client, "Mint an API key", mint, context);
  if (typeof key === "string") return new Secret(key);
  // Whatever came instead is not shown: it may hold a key.
  throw new OdooFault("protocol", client.operation("mint an API key"), "no key came back");
}
