import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";
import type { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";

const model = "project.task";

/** Three edits, two deletes and one archive by hand in Odoo; returns the refs in question. */
export async function meddle(sql: Sql, client: OdooClient, binding: string): Promise<string[]> {
  const rows = await sql<{ external_ref: string; odoo_id: number }[]>`
    select external_ref, odoo_id from odoo_seed.shadow_tasks
    where binding = ${binding} and depends_on_odoo_ids = '{}'
      and odoo_id not in (
        select unnest(depends_on_odoo_ids) from odoo_seed.shadow_tasks where binding = ${binding})
    order by md5(external_ref) limit 6
  `;
  const ids = rows.map((row) => row.odoo_id);
  await client.write(model, [ids[0]!], { name: "Renamed by hand" });
  await client.write(model, [ids[1]!], { allocated_hours: 99 });
  await client.write(model, [ids[2]!], { tag_ids: [[5]] });
  await client.call(model, "unlink", { ids: ids.slice(3, 5), kwargs: {} });
  await client.write(model, [ids[5]!], { active: false });
  return rows.map((row) => row.external_ref);
}

/** How many of these refs v_drift knows of. */
export async function found(sql: Sql, refs: string[]): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(distinct external_ref)::int as count from odoo_seed.v_drift
    where external_ref = any(${refs})
  `;
  return row!.count;
}
