import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** The modules of a bundle; none for a tenant without one. */
export async function bundleModules(sql: Sql, bundle: string | null): Promise<string[]> {
  const [row] = await sql<{ modules: string[] }[]>`
    select modules from control.module_bundles where code = ${bundle}
  `;
  return row?.modules ?? [];
}

/** The modules that operations found or made installed in a tenant's Odoo. */
export async function notedModules(sql: Sql, slug: string): Promise<string[]> {
  const rows = await sql<{ module_name: string }[]>`
    select m.module_name from control.tenant_module_states m
    join control.tenants t on t.id = m.tenant_id
    where t.slug = ${slug} and m.state = 'installed'
    order by 1
  `;
  return rows.map(({ module_name }) => module_name);
}

/** Writes down what is installed now, and what each of it depends on. */
export async function noteModules(
  sql: Sql,
  operationId: string,
  { modules, dependsOn }: { modules: string[]; dependsOn: Record<string, string[]> },
): Promise<void> {
  await sql`
    select control.note_modules(
      p_operation_id => ${operationId}, p_modules => ${modules},
      p_depends_on => ${sql.json(dependsOn)}
    )`;
}

/** Lets seeds reach the tenant's Odoo. @returns the binding's name @throws {AppError} not_ours */
export async function bindTenant(
  sql: Sql,
  tenantId: string,
  { url, username, passwordSecret }: { url: string; username: string; passwordSecret: string },
): Promise<string> {
  const [row] = await refusable(sql<[{ name: string }]>`
    select control.bind_tenant(
      p_tenant_id => ${tenantId}, p_url => ${url}, p_username => ${username},
      p_password_secret => ${passwordSecret}
    ) as name
  `);
  return row.name;
}

/**
 * Whether a tenant's binding is open and names this user and secret; and, `why`, that operations do not
 * bind it, since somebody made a binding of its slug by hand.
 */
export async function observeBinding(
  sql: Sql,
  { id, slug }: { id: string; slug: string },
  { url, username, passwordSecret }: { url: string; username: string; passwordSecret: string },
): Promise<{ there: boolean; why: string | null }> {
  const [row] = await sql<[{ there: boolean; why: string | null }]>`
    select control.why_no_binding(p_tenant_id => ${id}) as why, exists (
      select from ops.odoo_bindings
      where tenant_slug = ${slug} and sync_enabled and url = ${url} and username = ${username}
        and password_secret = ${passwordSecret}
    ) as there
  `;
  return row;
}

/** Why a tenant's binding is not ours to change; undefined where it is, or where there is none. */
export async function foreignBinding(sql: Sql, tenantId: string): Promise<string | undefined> {
  const [row] = await sql`select control.why_no_binding(p_tenant_id => ${tenantId}) as why`;
  return row!.why ?? undefined;
}

/** Closes the binding that operations made for the tenant to runs; its row stays. */
export async function unbindTenant(sql: Sql, tenantId: string): Promise<void> {
  await sql`select control.unbind_tenant(p_tenant_id => ${tenantId})`;
}

/** Takes all users off the tenant. */
export async function dismissMembers(sql: Sql, tenantId: string): Promise<void> {
  await sql`select control.dismiss_members(p_tenant_id => ${tenantId})`;
}

/** @throws {AppError} not_found, tenant_tree_refused */
export async function becomeProvider(sql: Sql, operationId: string): Promise<void> {
  await refusable(sql`select control.upgrade_to_provider(p_operation_id => ${operationId})`);
}
