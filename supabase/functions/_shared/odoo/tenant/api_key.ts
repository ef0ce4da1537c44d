import type { Buffer } from "node:buffer";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { Secret } from "../../secret.ts";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { runPython } from "./server_action.ts";

/** As Odoo hashes API keys itself (base/models/res_users.py, KEY_CRYPT_CONTEXT and INDEX_SIZE). */
const rounds = 6000;
const indexChars = 8;

/** How the names of the keys begin that the platform makes; others are somebody else's. */
export const ourKeys = "Control plane";

/** Python that leaves a new key of `bot` in `result`. It is a private method, which RPC reaches only from inside. */
export const generate = (name: string) =>
  `
keys = env['res.users.apikeys'].with_user(bot).sudo()
result = (keys._generate(None, ${name}, False) if context['major'] >= 18
          else keys._generate(None, ${name}))
`.trim();

const adopt = `
context = env.context
bot = env['res.users'].search([('login', '=', context['bot'])])
env.cr.execute("DELETE FROM res_users_apikeys WHERE user_id = %s", [bot.id])
env.cr.execute('INSERT INTO res_users_apikeys (name, user_id, key, index) VALUES (%s, %s, %s, %s)',
    ['${ourKeys}', bot.id, context['key_hash'], context['key_index']])
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
  const key_index = indexOf(key);
  await runPython(client, "adopt_api_key", adopt, { bot: login, key_hash, key_index });
}

/** Beside the others, and in place of one of the same name: that a lost answer told nobody of. */
const add = `
context = env.context
bot = env['res.users'].search([('login', '=', context['bot'])]).ensure_one()
env.cr.execute('DELETE FROM res_users_apikeys WHERE user_id = %s AND name = %s AND index <> %s',
    [bot.id, context['key_name'], context['used_index']])
clear_caches()
${generate("context['key_name']")}
`;

/**
 * Gives a user one more API key; the others stay valid, but for one of the same name.
 * @param name says whose it is: our own start with `ourKeys`
 * @param used the key that is used now, whatever its name is
 * @throws {OdooFault}
 */
export async function addKey(
  client: OdooClient,
  login: string,
  { name, used }: { name: string; used?: Secret },
): Promise<Secret> {
  const used_index = used ? indexOf(used) : "";
  const { major } = client.version;
  const context = { bot: login, key_name: name, used_index, major };
  const key = await runPython(client, "add_api_key", add, context);
  if (typeof key === "string") return new Secret(key);
  throw new OdooFault("protocol", client.operation("add an API key"), "no key came back");
}

const retire = `
context = env.context
bot = env['res.users'].search([('login', '=', context['bot'])]).ensure_one()
env.cr.execute('''DELETE FROM res_users_apikeys
    WHERE user_id = %s AND starts_with(name, %s) AND index <> %s''',
    [bot.id, context['ours'], context['used_index']])
result = env.cr.rowcount
clear_caches()
`;

/** Revokes our own keys of a user, but for the one that is used. @returns how many @throws {OdooFault} */
export async function retireKeys(client: OdooClient, login: string, used: Secret): Promise<number> {
  const context = { bot: login, ours: ourKeys, used_index: indexOf(used) };
  return Number(await runPython(client, "retire_api_keys", retire, context));
}

/** What Odoo keeps of a key in the open. */
function indexOf(key: Secret): string {
  return key.reveal().slice(0, indexChars);
}

/** Passlib's variant of base64. */
function adapted(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "").replaceAll("+", ".");
}
