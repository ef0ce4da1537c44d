import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Model, Scope } from "./runs.ts";

export type Action =
  | "create"
  | "update"
  | "archive"
  | "unarchive"
  | "noop"
  | "conflict"
  | "blocked";

export interface Change {
  from: unknown;
  to: unknown;
}

/** A row of odoo_seed.v_plan. */
export interface PlanRow {
  model: Model;
  external_ref: string;
  odoo_id: number | null;
  action: Action;
  changes: Record<string, Change>;
  conflicts: Record<string, Change>;
  reason: string | null;
  incomplete: boolean;
  project_ref: string;
}

export interface Plan {
  /** How many records of each model have each action, noop included. */
  counts: { model: Model; action: Action; count: number }[];
  /** Every row with something to do or to tell. */
  rows: PlanRow[];
}

/** What odoo_seed.v_plan says for a binding and scope, evaluated once. */
export async function readPlan(sql: Sql, binding: string, scope: Scope): Promise<Plan> {
  return await sql.begin(async (tx) => {
    await tx`
      create temporary table run_plan on commit drop as
      select * from odoo_seed.plan(${binding}, ${tx.json({ ...scope })})
    `;
    const counts = await tx<Plan["counts"]>`
      select model, action, count(*)::int as count from run_plan group by model, action
    `;
    const rows = await tx<PlanRow[]>`
      select model, external_ref, odoo_id, action, changes, conflicts, reason, incomplete, project_ref
      from run_plan
      where action <> 'noop' or incomplete
      order by model, project_ref, external_ref
    `;
    return { counts, rows };
  }) as Plan;
}

/** @throws {AppError} prune_refused */
export async function refuseLargePrune(sql: Sql, binding: string, scope: Scope): Promise<void> {
  await refusable(
    sql`select odoo_seed.refuse_large_prune(${binding}, ${sql.json({ ...scope })})`,
  );
}

/** Notes where seed and Odoo agree, so that a later difference has an author. @throws {AppError} lease_lost */
export async function recordAgreement(sql: Sql, runId: string): Promise<void> {
  await refusable(sql`select odoo_seed.record_agreement(p_run_id => ${runId})`);
}

export interface AppliedRow {
  external_ref: string;
  odoo_id: number;
  sent: Record<string, unknown>;
  created: boolean;
}

/** Notes what a batch wrote. @throws {AppError} lease_lost */
export async function recordApplied(
  sql: Sql,
  runId: string,
  model: Model,
  rows: AppliedRow[],
): Promise<void> {
  await refusable(sql`
    select odoo_seed.record_applied(
      p_run_id => ${runId}, p_model => ${model}, p_rows => ${sql.json(rows as never)}
    )
  `);
}

/** Notes what Odoo made of the values written by a run that it rewrites. @throws {AppError} lease_lost */
export async function recordEcho(sql: Sql, runId: string): Promise<void> {
  await refusable(sql`select odoo_seed.record_echo(p_run_id => ${runId})`);
}
