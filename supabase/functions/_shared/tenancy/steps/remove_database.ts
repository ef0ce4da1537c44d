import { hasNotedDatabase } from "../../database/owned_databases.ts";
import { notOurs, OwnedDatabase } from "../tenant/owned_database.ts";
import { dropTenantsDatabase } from "../tenant/ownership.ts";
import { refuseUnlessAgreed } from "../tenant/target.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";

export const removeDatabase = ownDatabaseOnly({
  name: "remove_database",
  does: "Drop the Odoo database and its files; one that is not proven to be the tenant's stays.",
  touches: "the Odoo server: all data of the tenant",
  dangerous: true,
  async observe(work) {
    const found = await OwnedDatabase.ofTenant(work);
    if (found.is === "foreign") return { is: "skipped", why: found.why };
    if (found.is === "ours") await refuseUnlessAgreed(work);
    const isNoted = await hasNotedDatabase(work.deps.sql, work.tenant.id);
    return found.is === "ours" || isNoted ? absent : { is: "there" };
  },
  async apply(work) {
    const found = await dropTenantsDatabase(work);
    if (found.is === "foreign") throw notOurs(found.why);
  },
});
