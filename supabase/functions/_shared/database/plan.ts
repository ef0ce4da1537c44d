import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Model } from "./runs.ts";

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

/**
 * Notes what Odoo made of the values written by a run that it rewrites, moments among them where its
 * deadlines are `days`. @throws {AppError} lease_lost
 */
export async function recordEcho(
  sql: Sql,
  runId: string,
  { days }: { days: boolean },
): Promise<void> {
  await refusable(sql`select odoo_seed.record_echo(p_run_id => ${runId}, p_days => ${days})`);
}

/**
 * Warns of the descriptions that a run has just written and Odoo shortened. A statement of its own
 * that fails without an error: a warning stops no run.
 */
export async function noteLostText(sql: Sql, runId: string): Promise<void> {
  await sql`select odoo_seed.note_lost_text(p_run_id => ${runId})`;
}
