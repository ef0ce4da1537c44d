import { observeTemplateLogins, revokeTemplateLogins } from "../../odoo/tenant/template_logins.ts";
import { adminOf, botOf, logIn } from "../tenant/odoo.ts";
import { compared, ownDatabaseOnly, type Work } from "../tenant/step.ts";

export const foreignLogins = ownDatabaseOnly({
  name: "foreign_logins",
  does: "Remove the passwords, API keys and bots of its source from the copy.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const left = await observeTemplateLogins(await logIn(work, botOf(work.tenant)), own(work));
    return compared(left);
  },
  async apply(work) {
    await revokeTemplateLogins(await logIn(work, botOf(work.tenant)), own(work));
  },
});

function own({ tenant }: Work) {
  return { administrator: adminOf(tenant).login, bot: botOf(tenant).login };
}
