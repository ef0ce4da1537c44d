import { noteDatabase } from "../../database/owned_databases.ts";
import { applyIdentity, observeIdentity } from "../../odoo/tenant/parameters.ts";
import { countFromElsewhere } from "../../odoo/tenant/signal.ts";
import { letGoOfEarlier } from "../tenant/let_go.ts";
import { baseUrl, manage } from "../tenant/odoo.ts";
import { compared, ownDatabaseOnly, type Work } from "../tenant/step.ts";

export const identity = ownDatabaseOnly({
  name: "identity",
  does: "Give the database its base URL, and a uuid and a secret of its own.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const open = await observeIdentity(await manage(work), wanted(work));
    return compared(open);
  },
  async apply(work) {
    const { deps, tenant } = work;
    const client = await manage(work);
    // First, as the uuid says that it is done.
    await countFromElsewhere(client);
    await letGoOfEarlier(work);
    await noteDatabase(deps.sql, tenant.id, wanted(work).uuid);
    await applyIdentity(client, wanted(work));
  },
});

function wanted(work: Work) {
  return { baseUrl: baseUrl(work), uuid: work.tenant.id };
}
