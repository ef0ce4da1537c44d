import { databasesOf } from "../odoo.ts";
import { absent, ownDatabaseOnly } from "../step.ts";

export const removeDatabase = ownDatabaseOnly({
  name: "remove_database",
  does: "Drop the Odoo database and its files.",
  touches: "the Odoo server: all data of the tenant",
  dangerous: true,
  async observe(work) {
    return await databasesOf(work).exists(work.tenant.database) ? absent : { is: "there" };
  },
  async apply(work) {
    await databasesOf(work).drop(work.tenant.database);
  },
});
