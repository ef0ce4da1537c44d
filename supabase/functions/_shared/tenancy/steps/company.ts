import type { OdooClient } from "../../odoo/client.ts";
import { applyCompany, observeCompany } from "../../odoo/tenant/company.ts";
import { manage } from "../tenant/odoo.ts";
import type { TenantRow } from "../../database/tenants.ts";
import { compared, ownDatabaseOnly } from "../tenant/step.ts";

export const company = ownDatabaseOnly({
  name: "company",
  does: "Give the company the tenant's name, country, currency and language.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const client = await manage(work);
    const open = await observeCompany(client, await settings(client, work.tenant));
    return compared(open);
  },
  async apply(work) {
    const client = await manage(work);
    await applyCompany(client, await settings(client, work.tenant));
  },
});

/** Without a country, that of Odoo's own company in a new database. */
const country = "US";

async function settings(client: OdooClient, { name, country_code }: TenantRow) {
  const code = country_code ?? country;
  const [row] = await client.searchRead("res.country", {
    domain: [["code", "=", code]],
    fields: ["currency_id"],
  });
  const [currency] = await client.searchRead("res.currency", {
    domain: [["id", "=", row?.currency_id]],
    fields: ["name"],
    context: { active_test: false },
  });
  return { name, country: code, currency: String(currency?.name), language: "en_US" };
}
