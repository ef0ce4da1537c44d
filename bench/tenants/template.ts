import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { Stack } from "../../stack/stack.ts";

/** Has the bundle's template prepared. @returns the seconds until it is ready */
export async function prepareTemplate(stack: Stack, sql: Sql, bundle: string): Promise<number> {
  const started = performance.now();
  const [wanted] = await sql`select control.want_template(${bundle}, 'PH', ${
    stack.odoo!.url
  }) as name`;
  for (;;) {
    const [row] = await sql`
      select status, attempts, error ->> 'detail' as detail from control.v_templates
      where database = ${wanted!.name}
    `;
    if (row!.status === "ready") return (performance.now() - started) / 1000;
    if (row!.attempts > 2) throw new Error(`Cannot measure: no template: ${row!.detail}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The same modules as another bundle, of which no template is made while it is measured. */
export async function withoutTemplate(stack: Stack, sql: Sql, bundle: string) {
  const code = `${bundle}-fresh`;
  const [row] = await sql`
    insert into control.module_bundles (code, name, bundle_type, modules)
    select ${code}, name, bundle_type, modules from control.module_bundles where code = ${bundle}
    returning cardinality(modules) as apps
  `;
  // An operator's own that is not ready: nobody copies it, and none of ours is wanted beside it.
  await sql`
    insert into control.database_templates (database, db_host, bundle_code, country_code)
    values ('template_of_nobody', ${new URL(stack.odoo!.url).host}, ${code}, 'PH')
  `;
  return { code, apps: row!.apps as number };
}
