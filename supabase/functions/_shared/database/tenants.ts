import type { Sql } from "./connection.ts";

/** A row of control.tenants, as far as steps and callers need it. */
export interface TenantRow {
  id: string;
  slug: string;
  name: string;
  tenant_type: string;
  status: string;
  isolation: "database" | "schema";
  database: string;
  schema: string;
  odoo_url: string | null;
  primary_domain: string | null;
  country_code: string | null;
  admin_email: string;
  plan_code: string;
  bundle_code: string | null;
  infra_template_code: string | null;
}

/** What an operation is to destroy: the tenant's database, as it was seen. */
export type Target =
  | { database: string; uuid: string; bytes: number | null }
  /** There is none, or none of the tenant's; why is told to people. */
  | { database: null; why: string }
  | { database: string; unseen: string };

/** A tenant by its slug; undefined when there is none. */
export async function readTenant(sql: Sql, slug: string): Promise<TenantRow | undefined> {
  const [row] = await sql<[{ tenant: TenantRow }?]>`
    select to_jsonb(t) as tenant from control.tenants t where t.slug = ${slug}
  `;
  return row?.tenant;
}
