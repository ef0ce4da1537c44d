import { moveSecret, readSecret, replaceSecret } from "../../database/tenant_secrets.ts";
import { letIn } from "../../odoo/log_in.ts";
import { addKey, ourKeys, retireKeys } from "../../odoo/tenant/api_key.ts";
import { botOf, connectionOf, logInAfresh, manage, nextBotOf } from "../tenant/odoo.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";

export const newKey = ownDatabaseOnly({
  name: "new_key",
  does: "Give the bot one more API key; the one that it has stays valid.",
  touches: "the tenant's Odoo database, Vault",
  harmless: true,
  async observe(work) {
    const next = await connectionOf(work, nextBotOf(work.tenant));
    return next && await letIn(next) ? { is: "there" } : absent;
  },
  async apply(work) {
    const { login, secret } = botOf(work.tenant);
    const used = await readSecret(work.deps.sql, secret);
    // By the operation: a further try takes the place of a key that nobody was told of.
    const name = `${ourKeys} ${work.operation.id}`;
    const key = await addKey(await manage(work), login, { name, used });
    await replaceSecret(work.deps.sql, nextBotOf(work.tenant).secret, key);
  },
});

export const useKey = ownDatabaseOnly({
  name: "use_key",
  does: "Log in by the new key, and go by it from now on.",
  touches: "Vault",
  harmless: true,
  async observe(work) {
    return await connectionOf(work, nextBotOf(work.tenant)) ? absent : { is: "there" };
  },
  async apply(work) {
    const next = nextBotOf(work.tenant);
    await logInAfresh(work, next);
    await moveSecret(work.deps.sql, next.secret, botOf(work.tenant).secret);
  },
});

export const retireKey = ownDatabaseOnly({
  name: "retire_key",
  does: "Log in by the bot's key, and revoke its other keys that the platform made.",
  touches: "the tenant's Odoo database",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const bot = botOf(work.tenant);
    const client = await logInAfresh(work, bot);
    const used = await readSecret(work.deps.sql, bot.secret);
    return { output: { revoked: await retireKeys(client, bot.login, used!) } };
  },
});
