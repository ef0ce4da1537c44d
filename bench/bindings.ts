import type { Sql } from "../supabase/functions/_shared/database/connection.ts";
import { callControl } from "../stack/control.ts";
import type { Stack } from "../stack/stack.ts";

/**
 * A binding with an empty Odoo database of its own, for the projects of the tenant of that name, as
 * a tenant's own is; returns the database's name.
 */
export async function makeBinding(
  stack: Stack,
  sql: Sql,
  name: string,
  { bulkAction = true } = {},
): Promise<string> {
  const { url, logins } = stack.odoo!;
  const database = `${stack.odoo!.database}_${name}`;
  await callControl(stack, "POST", `/odoo/databases/${database}/copy`);
  await sql`select vault.create_secret(${logins.bot.password}, ${name})`;
  await sql`
    insert into ops.odoo_bindings
      (name, tenant_slug, url, database, username, password_secret, bulk_action)
    values (${name}, ${name}, ${url}, ${database}, ${logins.bot.login}, ${name}, ${bulkAction})
  `;
  return database;
}
