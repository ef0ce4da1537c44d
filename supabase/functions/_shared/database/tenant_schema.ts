import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** Whether a tenant has its analytics schema, all of it. @throws {AppError} not_found */
export async function observeTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ there: boolean }]>`
    select control.has_tenant_schema(p_slug => ${slug}) as there
  `);
  return row.there;
}

/** Makes the schema, tables and analytics role of a tenant; false when they are there. @throws {AppError} not_found, slug_taken */
export async function createTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ made: boolean }]>`
    select control.create_tenant_schema(p_slug => ${slug}) as made
  `);
  return row.made;
}

/** Drops them with all they hold; false when there were none. @throws {AppError} not_found */
export async function dropTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ dropped: boolean }]>`
    select control.drop_tenant_schema(p_slug => ${slug}) as dropped
  `);
  return row.dropped;
}
