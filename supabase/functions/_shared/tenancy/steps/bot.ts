import { replaceSecret } from "../../database/tenant_secrets.ts";
import { letIn } from "../../odoo/log_in.ts";
import { applyBot, lackedRights } from "../../odoo/tenant/bot.ts";
import { botOf, connectionOf, manage } from "../tenant/odoo.ts";
import { absent, compared, ownDatabaseOnly } from "../tenant/step.ts";

export const bot = ownDatabaseOnly({
  name: "bot",
  does:
    "Create the user that the platform works as (the bot), with an API key that only Vault has.",
  touches: "the tenant's Odoo database, Vault",
  async observe(work) {
    const known = await connectionOf(work, botOf(work.tenant));
    const client = known && await letIn(known);
    return client ? compared(await lackedRights(client)) : absent;
  },
  async apply(work) {
    const { login, secret } = botOf(work.tenant);
    const key = await applyBot(await manage(work), { login, name: "Platform" });
    await replaceSecret(work.deps.sql, secret, key);
  },
});
