import { forgetSecrets } from "../../database/tenant_secrets.ts";
import { AppError } from "../../errors.ts";
import { OwnedDatabase } from "../tenant/owned_database.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";
import { quoted } from "../../quoted.ts";

/** Said before anything is made; the database step finds it once more, as it gives the name. */
export const reserve = ownDatabaseOnly({
  name: "reserve",
  does: "Check that no other database has the tenant's name.",
  touches: "nothing",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const { database, slug } = work.tenant;
    const found = await OwnedDatabase.ofTenant(work);
    if (found.is !== "foreign") return { output: { database } };
    throw new AppError(
      "odoo_database_exists",
      `Cannot create tenant ${quoted(slug)}: the Odoo server has a database ${
        quoted(database)
      } already.`,
      { suggestion: "Rename or drop that database, or choose another slug." },
    );
  },
  async compensate({ deps, tenant }) {
    await forgetSecrets(deps.sql, tenant.slug);
  },
});
