import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Model } from "./runs.ts";

/** A description in Markdown; the digest tells which one its HTML was made from. */
export interface Unrendered {
  model: Model;
  external_ref: string;
  description: string;
  digest: string;
}

export interface Rendered {
  model: Model;
  external_ref: string;
  digest: string;
  html: string;
}

/** Some of the descriptions that a run has to make into HTML, of its binding's seeds and of files that it plans: 200 kB of each, or one. */
export async function descriptionsToRender(
  sql: Sql,
  run: { id: string; binding: string },
  limit: number,
): Promise<Unrendered[]> {
  return await sql<Unrendered[]>`
    select * from odoo_seed.descriptions_to_render(p_binding => ${run.binding}, p_limit => ${limit})
    union all
    select * from odoo_seed.staged_to_render(p_run_id => ${run.id}, p_limit => ${limit})
  `;
}

/** Keeps the HTML of descriptions that are still the same. @throws {AppError} lease_lost */
export async function storeRendered(sql: Sql, runId: string, rows: Rendered[]): Promise<void> {
  await refusable(sql`
    select odoo_seed.store_rendered(p_run_id => ${runId}, p_rows => ${sql.json(rows as never)})
  `);
}
