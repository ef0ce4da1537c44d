import type { Buffer } from "node:buffer";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import type { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { runPython } from "./server_action.ts";

/** As Odoo hashes API keys itself (base/models/res_users.py, KEY_CRYPT_CONTEXT and INDEX_SIZE). */
const rounds = 6000;
const indexChars = 8;

const adopt = `
context = env.context
bot = env['res.users'].search([('login', '=', context['bot'])])
env.cr.execute("DELETE FROM res_users_apikeys WHERE user_id = %s", [bot.id])
env.cr.execute('INSERT INTO res_users_apikeys (name, user_id, key, index) VALUES (%s, %s, %s, %s)',
    ['Control plane', bot.id, context['key_hash'], context['key_index']])
clear_caches()
result = True
`;

/**
 * Gives the bot of a database a key that is known already, as its only one: that of a restored
 * database is the one that its tenant had then. Only the key's hash is sent.
 * @throws {OdooFault}
 */
export async function adoptKey(client: OdooClient, login: string, key: Secret): Promise<void> {
  const salt = randomBytes(16);
  const digest = pbkdf2Sync(key.reveal(), salt, rounds, 64, "sha512");
  const key_hash = `$pbkdf2-sha512$${rounds}$${adapted(salt)}$${adapted(digest)}`;
  const key_index = key.reveal().slice(0, indexChars);
  await runPython(client, "adopt_api_key", adopt, { bot: login, key_hash, key_index });
}

/** Passlib's variant of base64. */
function adapted(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "").replaceAll("+", ".");
}
