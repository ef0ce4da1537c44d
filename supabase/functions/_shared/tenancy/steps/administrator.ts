import { keepPassword } from "../../database/tenant_secrets.ts";
import { logsIn } from "../../odoo/log_in.ts";
import { applyAdministrator } from "../../odoo/tenant/administrator.ts";
import { adminOf, connectionOf, manage } from "../tenant/odoo.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";

export const administrator = ownDatabaseOnly({
  name: "administrator",
  does:
    "Give the administrator the tenant's address and a generated password, which only Vault has.",
  touches: "the tenant's Odoo database, Vault",
  harmless: true,
  async observe(work) {
    const admin = adminOf(work.tenant);
    const known = await connectionOf(work, admin);
    return known && await logsIn(known)
      ? { is: "there", output: { password_secret: admin.secret } }
      : absent;
  },
  async apply(work) {
    const { login, secret } = adminOf(work.tenant);
    const client = await manage(work);
    // Kept before it is set: whoever comes again sets the same.
    const password = await keepPassword(work.deps.sql, secret);
    await applyAdministrator(client, { login, email: login, password });
    return { output: { password_secret: secret } };
  },
});
