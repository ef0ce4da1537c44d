import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { RowFailure } from "./runs.ts";

/** @throws {AppError} import_refused when the project cannot come in under this ref */
export async function refuseImport(
  sql: Sql,
  runId: string,
  projectRef: string,
  odooId: number,
): Promise<void> {
  await refusable(sql`
    select odoo_seed.refuse_import(
      p_run_id => ${runId}, p_project_ref => ${projectRef}, p_odoo_id => ${odooId}
    )
  `);
}

export interface NumberedTask {
  external_ref: string;
  odoo_id: number;
}

/** New refs for those tasks of a project, as last observed, that have none. */
export async function numberTasks(
  sql: Sql,
  runId: string,
  projectId: number,
  prefix: string,
): Promise<NumberedTask[]> {
  return await sql<NumberedTask[]>`
    select external_ref, odoo_id
    from odoo_seed.number_tasks(
      p_run_id => ${runId}, p_project_odoo_id => ${projectId}, p_prefix => ${prefix}
    )
    order by external_ref
  `;
}

export interface Imported {
  /** Seeds written. */
  projects: number;
  tasks: number;
  /** What of the project a seed could not say. */
  notes: RowFailure[];
}

/** Makes seeds of a project in the shadow and of its tasks. @throws {AppError} lease_lost */
export async function writeSeeds(
  sql: Sql,
  runId: string,
  projectRef: string,
  program: { slug: string; name?: string },
): Promise<Imported> {
  const [row] = await refusable(sql<[{ imported: Imported }]>`
    select odoo_seed.import_project(
      p_run_id => ${runId}, p_project_ref => ${projectRef}, p_program => ${sql.json(program)}
    ) as imported
  `);
  return row.imported;
}
