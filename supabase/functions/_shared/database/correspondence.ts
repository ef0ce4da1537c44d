import type { Sql } from "./connection.ts";

/** What decides how a tenant is written to. */
export interface Correspondence {
  /** Who runs it: the name of its parent, or its own. */
  provider: string;
  /** That of its binding, as Odoo names it: `de_DE`. */
  language: string;
  /** Elsewhere nothing is delivered. */
  isProduction: boolean;
}

/** How a tenant is written to. */
export async function readCorrespondence(sql: Sql, tenantId: string): Promise<Correspondence> {
  const [row] = await sql<[Correspondence]>`
    select coalesce(p.name, t.name) as provider, coalesce(b.lang, 'en_US') as language,
      s.environment = 'production' as "isProduction"
    from control.tenants t
    cross join control.settings s
    left join control.tenants p on p.id = t.parent_id
    left join ops.odoo_bindings b on b.tenant_slug = t.slug
    where t.id = ${tenantId}
  `;
  return row;
}
