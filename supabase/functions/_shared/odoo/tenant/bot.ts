import { Secret } from "../../secret.ts";
import { hasAccess } from "../access.ts";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { generate, ourKeys } from "./api_key.ts";
import { runPython } from "./server_action.ts";

export interface Bot {
  login: string;
  name: string;
}

/** A right that the platform's steps need, and the group that gives it where the user lacks it. */
const needs = [
  ["ir.actions.server", "create", "base.group_system"],
  ["res.partner", "create", "base.group_partner_manager"], // which Settings imply in 19, and not before
  ["project.project", "create", "project.group_project_manager"],
] as const;

/**
 * One transaction: the user with its groups (the last one is there once the app Project is), no
 * password, and one key. Generating it is a private method, which RPC reaches only from inside.
 */
const mint = `
context = env.context
users = env['res.users'].with_context(
    active_test=False, no_reset_password=True, mail_create_nolog=True, tracking_disable=True)

def join(group):
    return {context['group_field']: [(4, env.ref(group).id)]}

values = {'name': context['bot_name'], 'active': True, **join('base.group_user')}
bot = users.search([('login', '=', context['bot'])])
if bot:
    bot.write(values)
else:
    bot = users.create({**values, 'login': context['bot']})
for model, operation, group in context['needs']:
    if model in env:
        records = env[model].with_user(bot)
        if not (records.has_access(operation) if context['major'] >= 18
                else records.check_access_rights(operation, False)):
            bot.write(join(group))
env.flush_all()
env.cr.execute("DELETE FROM res_users_apikeys WHERE user_id = %s", [bot.id])
env.cr.execute("UPDATE res_users SET password = NULL WHERE id = %s", [bot.id])
clear_caches()
${generate(`'${ourKeys}'`)}
`;

/**
 * Makes sure of the user that the control plane works as, and gives it a new API key, its only
 * credential; each time another one, so that a lost answer leaves nothing behind. To observe it,
 * log in with the key that was kept (`logsIn`), and ask what it lacks (`lackedRights`).
 * @throws {OdooFault}
 */
export async function applyBot(client: OdooClient, { login, name }: Bot): Promise<Secret> {
  const { major } = client.version;
  const group_field = major >= 19 ? "group_ids" : "groups_id";
  const context = { bot: login, bot_name: name, group_field, major, needs };
  const key = await runPython(client, "mint_api_key", mint, context);
  if (typeof key === "string") return new Secret(key);
  throw new OdooFault("protocol", client.operation("mint an API key"), "no key came back");
}

/** What the platform's steps need and this user may not, e.g. `create res.partner`; asked of Odoo. @throws {OdooFault} */
export async function lackedRights(client: OdooClient): Promise<string[]> {
  const lacks = async ([model, operation]: typeof needs[number]) =>
    await hasAccess(client, model, operation) ? [] : [`${operation} ${model}`];
  const [settings, ...others] = needs;
  const first = await lacks(settings);
  if (first.length > 0) return first; // which models are there is told with Settings rights only
  const rows = await client.searchRead("ir.model", {
    domain: [["model", "in", others.map(([model]) => model)]],
    fields: ["model"],
  });
  const models = rows.map(({ model }) => model);
  const asked = others.filter(([model]) => models.includes(model)).map(lacks);
  return (await Promise.all(asked)).flat();
}
