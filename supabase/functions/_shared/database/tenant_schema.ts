import type { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import { scramVerifier } from "./scram.ts";

/** Whether a tenant has its analytics schema, all of it. @throws {AppError} not_found */
export async function observeTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ there: boolean }]>`
    select control.has_tenant_schema(p_slug => ${slug}) as there
  `);
  return row.there;
}

/** Whether there is anything of a tenant's schema and role. @throws {AppError} not_found */
export async function hasTenantSchemaParts(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ is: boolean }]>`
    select control.has_tenant_schema_parts(p_slug => ${slug}) as is
  `);
  return row.is;
}

/** Makes the schema, tables and analytics role of a tenant; false when they are there. @throws {AppError} not_found, slug_taken, not_ours */
export async function createTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ made: boolean }]>`
    select control.create_tenant_schema(p_slug => ${slug}) as made
  `);
  return row.made;
}

/** Drops what of them was made for the tenant, with all they hold; false when there were none. @throws {AppError} not_found */
export async function dropTenantSchema(sql: Sql, slug: string): Promise<boolean> {
  const [row] = await refusable(sql<[{ dropped: boolean }]>`
    select control.drop_tenant_schema(p_slug => ${slug}) as dropped
  `);
  return row.dropped;
}

/** Whether the tenant's analytics role can log in, and why it may not; null: it may. @throws {AppError} not_found */
export async function observeAnalyticsLogin(
  sql: Sql,
  slug: string,
): Promise<{ there: boolean; why: string | null }> {
  const [row] = await refusable(sql<[{ there: boolean; why: string | null }]>`
    select control.has_analytics_login(p_slug => ${slug}) as there,
      control.why_no_login(p_slug => ${slug}) as why
  `);
  return row;
}

/** Lets the tenant's analytics role log in with this password. @throws {AppError} not_found, misconfigured where it may not */
export async function openAnalyticsLogin(sql: Sql, slug: string, password: Secret): Promise<void> {
  await refusable(sql`
    select control.open_analytics_login(p_slug => ${slug}, p_verifier => ${scramVerifier(password)})
  `);
}
