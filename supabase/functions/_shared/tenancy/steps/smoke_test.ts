import { readSecret } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import { OdooClient } from "../../odoo/client.ts";
import { adminSecret, connection } from "../odoo.ts";
import { absent, ownDatabaseOnly } from "../step.ts";

export const smokeTest = ownDatabaseOnly({
  name: "smoke_test",
  does: "Log in as the administrator and read a record.",
  touches: "nothing",
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const { tenant, deps } = work;
    const name = adminSecret(tenant);
    const password = await readSecret(deps.sql, name);
    if (!password) throw new AppError("misconfigured", `Cannot log in: Vault has no ${name}.`);
    const own = connection(work, tenant.admin_email, password);
    // A remembered login would not show that it works now.
    const client = await OdooClient.connect(own, { logins: new Map() });
    const [found] = await client.searchRead("res.company", { domain: [], fields: ["name"], limit: 1 });
    if (!found) {
      throw new AppError("odoo_failed", `Cannot use ${tenant.database}: it has no company.`);
    }
    return { output: { odoo: client.version.text, company: found.name } };
  },
});
