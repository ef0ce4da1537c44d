import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

/** Logins whose credentials are the tenant's own; every other credential came with the template. */
export interface OwnLogins {
  /** Keeps the password, no API key. */
  administrator: string;
  /** Keeps the API keys, no password. */
  bot: string;
}

/** Hashes are nowhere in RPC, so SQL is asked. */
const look = `
context = env.context
env.cr.execute("""
    SELECT 'password of ' || login FROM res_users
    WHERE password IS NOT NULL AND password <> '' AND login <> %s
    UNION ALL
    SELECT 'API key of ' || u.login FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
    WHERE u.login <> %s
    UNION ALL
    SELECT 'the platform as ' || login FROM res_users
    WHERE active AND login LIKE 'platform-bot@%%.invalid' AND login <> %s
    ORDER BY 1
""", [context['administrator'], context['bot'], context['bot']])
result = [row[0] for row in env.cr.fetchall()]
`;

/** Odoo keeps checked passwords and keys in memory until its caches are cleared. */
const revoke = `
context = env.context
env.cr.execute("UPDATE res_users SET password = NULL WHERE login <> %s", [context['administrator']])
env.cr.execute("""
    DELETE FROM res_users_apikeys k USING res_users u WHERE u.id = k.user_id AND u.login <> %s
""", [context['bot']])
env.cr.execute("""
    UPDATE res_users SET active = false WHERE login LIKE 'platform-bot@%%.invalid' AND login <> %s
""", [context['bot']])
clear_caches()
result = True
`;

/** Which of the template's passwords, API keys and bots still open the database, e.g. `API key of ann`. */
export async function observeTemplateLogins(
  client: OdooClient,
  own: OwnLogins,
): Promise<string[]> {
  return await runPython(client, "look_for_logins", look, { ...own }) as string[];
}

/** Takes the template's passwords and API keys out of the copy, also those of archived users, and its bots. */
export async function revokeTemplateLogins(client: OdooClient, own: OwnLogins): Promise<void> {
  await runPython(client, "revoke_logins", revoke, { ...own });
}
