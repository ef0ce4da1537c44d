import type { Sql } from "postgres";
import { api, type ApiAnswer } from "./api.ts";
import { loadStack } from "./stack.ts";

/** Tenants that are stored and no more, each with a binding of its own: the second one is somebody else's. */
export async function boundTenants(sql: Sql): Promise<[string, string]> {
  const made = ["mine", "theirs"].map((what) => `${what}-${crypto.randomUUID().slice(0, 8)}`);
  await sql`
    insert into control.tenants (slug, name, tenant_type, parent_id, admin_email, plan_code)
    select s, s, 'client', t.id, 'a@example.com', 'starter'
    from control.tenants t, unnest(${made}::text[]) s where t.slug = 'platform'`;
  await sql`
    insert into ops.odoo_bindings (name, tenant_slug, url, database, username, password_secret)
    select s, s, ${loadStack().odoo.url}, 'nowhere', 'bot', 'secret of ' || s
    from unnest(${made}::text[]) s`;
  return made as [string, string];
}

/** A project of a tenant, by its ref. */
export async function projectOf(sql: Sql, tenant: string | null): Promise<string> {
  const ref = `P-${crypto.randomUUID().slice(0, 8)}`;
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    values (${ref}, 'Project', 'Acme', ${tenant})`;
  return ref;
}

/** Sends rows as lines of JSON, or CSV as it is. */
export async function uploaded(
  token: string,
  query: string,
  rows: object[] | string,
): Promise<ApiAnswer> {
  const csv = typeof rows === "string";
  return await api("POST", `/seeds/bulk?${query}`, {
    token,
    body: csv ? rows : rows.map((row) => JSON.stringify(row)).join("\n"),
    headers: { "content-type": csv ? "text/csv" : "application/x-ndjson" },
  });
}
