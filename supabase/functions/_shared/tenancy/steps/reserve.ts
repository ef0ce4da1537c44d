import { hasReservedDatabase } from "../../database/step_records.ts";
import { forgetSecrets } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import { databasesOf } from "../odoo.ts";
import { absent, ownDatabaseOnly } from "../step.ts";
import { quoted } from "../../quoted.ts";

/** From here on a database of the tenant's name is ours, so that a half-made one may be dropped. */
export const reserve = ownDatabaseOnly({
  name: "reserve",
  does: "Make sure that nobody has a database of the tenant's name.",
  touches: "nothing",
  spares: true,
  async observe({ deps, tenant }) {
    return await hasReservedDatabase(deps.sql, tenant.id) ? { is: "there" } : absent;
  },
  async apply(work) {
    const { database, slug } = work.tenant;
    if (!await databasesOf(work).exists(database)) return { output: { database } };
    throw new AppError(
      "odoo_database_exists",
      `Cannot create tenant ${slug}: the Odoo server has a database ${quoted(database)} already.`,
      { suggestion: "Rename or drop that database, or choose another slug." },
    );
  },
  async compensate({ deps, tenant }) {
    await forgetSecrets(deps.sql, tenant.slug);
  },
});
