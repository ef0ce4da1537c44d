/** Where a tenant's Odoo is. */
interface Place {
  primary_domain: string | null;
  odoo_url: string | null;
  database: string | null;
}

/** The page where people log in to a tenant's Odoo; undefined where nothing is known of it. */
export function odooPage({ primary_domain, odoo_url, database }: Place): string | undefined {
  if (primary_domain !== null) return `https://${primary_domain}/web/login`;
  if (odoo_url === null) return undefined;
  const url = new URL("/web/login", odoo_url);
  if (database !== null) url.searchParams.set("db", database); // one server has many
  return url.href;
}
