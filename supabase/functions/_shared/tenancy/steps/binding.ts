import { bindTenant, isBound, unbindTenant } from "../../database/step_records.ts";
import { botOf, odooUrl } from "../odoo.ts";
import { absent, ownDatabaseOnly, type Work } from "../step.ts";

export const binding = ownDatabaseOnly({
  name: "binding",
  does: "Let seeds reach the tenant's Odoo.",
  touches: "ops.odoo_bindings",
  async observe(work) {
    const bound = await isBound(work.deps.sql, work.tenant.slug, reached(work));
    return bound ? { is: "there", output: { binding: work.tenant.slug } } : absent;
  },
  async apply(work) {
    const name = await bindTenant(work.deps.sql, work.tenant.id, reached(work));
    return { output: { binding: name } };
  },
  async compensate({ deps, tenant }) {
    await unbindTenant(deps.sql, tenant.id);
  },
});

function reached(work: Work) {
  const { login, secret } = botOf(work.tenant);
  return { url: odooUrl(work), username: login, passwordSecret: secret };
}
