import {
  bindTenant,
  foreignBinding,
  observeBinding,
  unbindTenant,
} from "../../database/step_records.ts";
import { botOf, odooUrl } from "../tenant/odoo.ts";
import { tenantsDatabase } from "../tenant/ownership.ts";
import { absent, ownDatabaseOnly, type Skipped, type Work } from "../tenant/step.ts";

export const binding = ownDatabaseOnly({
  name: "binding",
  does: "Let seeds reach the tenant's Odoo; a binding that somebody made by hand stays as it is.",
  touches: "ops.odoo_bindings",
  async observe(work) {
    const { deps, tenant } = work;
    const { there, why } = await observeBinding(deps.sql, tenant, reached(work));
    if (why !== null) return { is: "skipped", why };
    return there ? { is: "there", output: { binding: tenant.slug } } : absent;
  },
  async apply(work) {
    await tenantsDatabase(work); // seeds are written into no database that is somebody else's
    const name = await bindTenant(work.deps.sql, work.tenant.id, reached(work));
    return { output: { binding: name } };
  },
  async compensate(work) {
    await unbindTenant(work.deps.sql, work.tenant.id);
    return await leftBinding(work);
  },
});

/** That somebody else's binding stays as it is; undefined where there is none. */
export async function leftBinding({ deps, tenant }: Work): Promise<Skipped | undefined> {
  const why = await foreignBinding(deps.sql, tenant.id);
  return why === undefined ? undefined : { is: "skipped", why };
}

function reached(work: Work) {
  const { login, secret } = botOf(work.tenant);
  return { url: odooUrl(work), username: login, passwordSecret: secret };
}
