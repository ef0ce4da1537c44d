import { Secret } from "../secret.ts";
import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Actor } from "./tenants.ts";

/**
 * The generated password of a tenant's administrator, which Vault then no longer has.
 * @throws {AppError} not_found, forbidden, tenant_status_refused, password_shown
 */
export async function showPassword(sql: Sql, slug: string, actor: Actor): Promise<Secret> {
  const [row] = await refusable(sql<[{ password: string }]>`
    select control.show_password(p_slug => ${slug}, p_actor => ${
    sql.json({ ...actor })
  }) as password
  `);
  return new Secret(row.password);
}
