import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

export type RunType = "seed" | "shadow" | "plan" | "adopt" | "import";
export type Model = "project.project" | "project.task";

/** What a run looks at; stored with it. Missing keys mean "all". */
export interface Scope {
  program?: string;
  projects?: string[];
  prune?: "never" | "archive";
}

export interface RowFailure {
  model: Model;
  external_ref: string;
  field: string | null;
  code: string;
  message: string;
}

export interface RunEnd {
  status: "success" | "partial" | "failed";
  projectsSynced: number | null;
  tasksSynced: number | null;
  counts: Record<string, number> | null;
  rpcCount: number;
  error: Record<string, unknown> | null;
}

/** Takes the binding's lease. @throws {AppError} run_in_progress with extra.run_id, binding_disabled, not_found */
export async function startRun(
  sql: Sql,
  run: { binding: string; type: RunType; scope: Scope; leaseSeconds: number },
): Promise<string> {
  const [row] = await refusable(sql`
    select odoo_seed.start_run(
      p_binding => ${run.binding}, p_run_type => ${run.type},
      p_scope => ${sql.json({ ...run.scope })}, p_lease_seconds => ${run.leaseSeconds}
    ) as id
  `);
  return row!.id;
}

/** @throws {AppError} lease_lost */
export async function extendLease(sql: Sql, runId: string, leaseSeconds: number): Promise<void> {
  await refusable(
    sql`select odoo_seed.extend_lease(p_run_id => ${runId}, p_lease_seconds => ${leaseSeconds})`,
  );
}

/** Adds row failures to the run's record. */
export async function recordErrors(sql: Sql, runId: string, rows: RowFailure[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`select odoo_seed.record_errors(p_run_id => ${runId}, p_rows => ${
    sql.json(rows as never)
  })`;
}

/** Gives the lease back. @throws {AppError} lease_lost */
export async function finishRun(sql: Sql, runId: string, end: RunEnd): Promise<void> {
  await refusable(sql`
    select odoo_seed.finish_run(
      p_run_id => ${runId}, p_status => ${end.status},
      p_projects_synced => ${end.projectsSynced}, p_tasks_synced => ${end.tasksSynced},
      p_counts => ${sql.json(end.counts)}, p_rpc_count => ${end.rpcCount},
      p_error => ${sql.json(end.error as never)}
    )
  `);
}
