import { applyIdentity, observeIdentity } from "../../odoo/tenant/parameters.ts";
import { baseUrl, manage } from "../odoo.ts";
import { absent, ownDatabaseOnly, type Work } from "../step.ts";

export const identity = ownDatabaseOnly({
  name: "identity",
  does: "Give the database its base URL, and a uuid and a secret of its own.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const open = await observeIdentity(await manage(work), wanted(work));
    return open.length === 0 ? { is: "there" } : absent;
  },
  async apply(work) {
    await applyIdentity(await manage(work), wanted(work));
  },
});

function wanted(work: Work) {
  return { baseUrl: baseUrl(work), uuid: work.tenant.id };
}
