import type { Sql } from "./connection.ts";
import type { LeasedSlice } from "./durable_runs.ts";
import { refusable } from "./faults.ts";
import type { PlanRow } from "./plan.ts";
import type { Model, RowFailure } from "./runs.ts";

/** Compares, and stores the plan; how many records are to be written. @throws {AppError} lease_lost, prune_refused, plan_stale */
export async function planRun(sql: Sql, { id, slice }: LeasedSlice): Promise<number> {
  const [row] = await refusable(sql`
    select odoo_seed.plan_run(p_run_id => ${id}, p_slice => ${slice}) as to_write
  `);
  return row!.to_write;
}

/** A row of a plan with its place in the order: what it needs has a lower level. */
export interface ActionRow extends PlanRow {
  level: number;
  /** A new task whose dependencies come in the next pass. */
  later: boolean;
}

/** The next rows to be written, all of one wave, by level; none when the plan is carried out. */
export async function nextActions(sql: Sql, id: string, limit: number): Promise<ActionRow[]> {
  return await sql<ActionRow[]>`
    select model, external_ref, odoo_id, action, changes, conflicts, reason, incomplete,
      project_ref, level, later
    from odoo_seed.next_actions(p_run_id => ${id}, p_limit => ${limit})
  `;
}

export interface ClosedAction {
  model: Model;
  external_ref: string;
  odoo_id: number | null;
  done: boolean;
}

/** Closes rows of the plan, along with what went wrong. @throws {AppError} lease_lost */
export async function closeActions(
  sql: Sql,
  { id, slice }: LeasedSlice,
  rows: ClosedAction[],
  failures: RowFailure[],
): Promise<void> {
  await refusable(sql`
    select odoo_seed.close_actions(
      p_run_id => ${id}, p_slice => ${slice}, p_rows => ${sql.json(rows as never)},
      p_errors => ${sql.json(failures as never)}
    )
  `);
}

/** Records of a plan by action: all, written, given up. */
export type Progress = Record<string, { total: number; done: number; failed: number }>;

/** How far a run's plan is carried out. */
export async function runProgress(sql: Sql, id: string): Promise<Progress> {
  const [row] = await sql`select odoo_seed.run_progress(p_run_id => ${id}) as progress`;
  return row!.progress;
}

export interface DoneRow {
  model: Model;
  external_ref: string;
  odoo_id: number;
  action: string;
}

/** What a run wrote: the first `limit` records by ref, each with what was first done to it. */
export async function runResults(sql: Sql, id: string, limit: number): Promise<DoneRow[]> {
  return await sql<DoneRow[]>`
    select distinct on (model, external_ref) model, external_ref, odoo_id, action
    from odoo_seed.run_actions
    where run_id = ${id} and state = 'done'
    order by model, external_ref, pass
    limit ${limit}
  `;
}

/** An answer holds no more of a plan's values, so that it fits into memory. */
const planBytes = 8_000_000;

/** The first `limit` rows of a run's plan with something to do or to tell, fewer where their values are large. */
export async function runPlan(sql: Sql, id: string, limit: number): Promise<PlanRow[]> {
  return await sql<PlanRow[]>`
    select model, external_ref, odoo_id, action, changes, conflicts, reason, incomplete, project_ref
    from (
      select a.*, row_number() over place as place,
        sum(octet_length(changes::text) + octet_length(conflicts::text)) over place as bytes
      from odoo_seed.run_actions a
      where run_id = ${id} and pass = 1
      window place as (order by model, project_ref, external_ref)
      order by place
      limit ${limit}
    ) first
    where place = 1 or bytes <= ${planBytes}
    order by place
  `;
}

/** The first `limit` warnings of a run: what people should know of rows that went through. */
export async function runWarnings(sql: Sql, id: string, limit: number): Promise<RowFailure[]> {
  return await sql<RowFailure[]>`
    select model, external_ref, field, code, message
    from odoo_seed.sync_run_warnings
    where run_id = ${id}
    order by id
    limit ${limit}
  `;
}

/** A run's failed rows after a given one, in the order in which they were noted. */
export async function runErrors(
  sql: Sql,
  id: string,
  { after, limit }: { after: number; limit: number },
): Promise<(RowFailure & { id: number })[]> {
  return await sql<(RowFailure & { id: number })[]>`
    select id::int, model, external_ref, field, code, message
    from odoo_seed.sync_run_errors
    where run_id = ${id} and id > ${after}
    order by id
    limit ${limit}
  `;
}
