import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { RunType, Scope } from "./runs.ts";

/** What else was asked of a run: a row's `options`. */
export interface RunOptions {
  /** Lets Odoo mail people as if a person had done it. */
  notify?: boolean;
  /** Reads all of Odoo, however little seems to have changed. */
  full?: boolean;
  /** False: a shadow does not count the drift. */
  drift?: false;
  /** The saved plan that is to be applied, and no other. */
  plan?: string;
}

export interface RunRequest {
  binding: string;
  type: RunType;
  scope: Scope;
  options: RunOptions;
  /** The caller's Idempotency-Key. */
  key?: string;
}

export type Phase = "observe" | "plan" | "apply";

/** A row of odoo_seed.sync_runs, as far as slices and callers need it. */
export interface RunRow {
  id: string;
  binding: string;
  run_type: RunType;
  status: "running" | "success" | "partial" | "failed" | "cancelled" | "abandoned";
  scope: Scope;
  options: RunOptions;
  phase: Phase;
  cursor: unknown;
  slice: number;
  attempts: number;
  counts: Record<string, number> | null;
  projects_synced: number | null;
  tasks_synced: number | null;
  rpc_count: number | null;
  error: { code: string; detail: string; suggestion?: string } | null;
  plan_hash: string | null;
  plan_expires_at: Date | null;
  started_at: Date;
  finished_at: Date | null;
  cancel_requested_at: Date | null;
  /** Of the request that asked for it. */
  request_id: string | null;
}

/** What the lease on a run is proved by. */
export interface LeasedSlice {
  id: string;
  slice: number;
}

/**
 * Starts a run, or finds the one that the key started before. `started`: the caller holds the lease
 * and works the first slice. @throws {AppError} run_in_progress, binding_disabled, not_found, idempotency_key_reused, plan_stale, run_held_back
 */
export async function openRun(
  sql: Sql,
  request: RunRequest,
  { start, leaseSeconds }: { start: boolean; leaseSeconds: number },
): Promise<{ id: string; existing: boolean; started: boolean }> {
  const [row] = await refusable(sql<[{ id: string; existing: boolean; started: boolean }]>`
    select * from odoo_seed.open_run(
      p_binding => ${request.binding}, p_run_type => ${request.type},
      p_scope => ${sql.json({ ...request.scope })}, p_options => ${
    sql.json({ ...request.options })
  },
      p_key => ${request.key ?? null}, p_start => ${start}, p_lease_seconds => ${leaseSeconds}
    )
  `);
  return row;
}

/** Takes the lease for the next slice. @throws {AppError} run_in_progress while a slice is at work, not_found when the run has ended */
export async function claimRun(sql: Sql, id: string, leaseSeconds: number): Promise<RunRow> {
  const [row] = await refusable(sql<[RunRow]>`
    select * from odoo_seed.claim_run(p_run_id => ${id}, p_lease_seconds => ${leaseSeconds})
  `);
  return row;
}

/** A run by its id; undefined when there is none. */
export async function readRun(sql: Sql, id: string): Promise<RunRow | undefined> {
  const [row] = await sql<RunRow[]>`select * from odoo_seed.sync_runs where id = ${id}`;
  return row;
}

/** The heartbeat of a slice. @throws {AppError} lease_lost */
export async function extendSlice(
  sql: Sql,
  leased: LeasedSlice,
  leaseSeconds: number,
): Promise<void> {
  await refusable(sql`
    select odoo_seed.extend_slice(
      p_run_id => ${leased.id}, p_slice => ${leased.slice}, p_lease_seconds => ${leaseSeconds}
    )
  `);
}

/** A checkpoint, and whether the run is to stop there: for good, or while it is held. @throws {AppError} lease_lost */
export async function advanceRun(
  sql: Sql,
  leased: LeasedSlice,
  phase: Phase,
  cursor: unknown,
): Promise<{ cancelled: boolean; held: boolean }> {
  const [row] = await refusable(sql<[{ cancelled: boolean; held: boolean }]>`
    select odoo_seed.advance_run(
      p_run_id => ${leased.id}, p_slice => ${leased.slice}, p_phase => ${phase},
      p_cursor => ${sql.json((cursor ?? null) as never)}
    ) as cancelled, odoo_seed.is_held(p_run_id => ${leased.id}) as held
  `);
  return row;
}

/** Puts a run into the queue; false when nothing drives the queue. @throws {AppError} lease_lost */
export async function handOverRun(
  sql: Sql,
  leased: LeasedSlice,
  rpcCount: number,
  leaseSeconds: number,
): Promise<boolean> {
  const [row] = await refusable(sql`
    select odoo_seed.hand_over_run(
      p_run_id => ${leased.id}, p_slice => ${leased.slice}, p_rpc_count => ${rpcCount},
      p_lease_seconds => ${leaseSeconds}
    ) as driven
  `);
  return row!.driven;
}

/**
 * Notes that a slice failed: the run comes back later, or ends where another slice would not mend
 * it. @throws {AppError} lease_lost
 */
export async function failSlice(
  sql: Sql,
  leased: LeasedSlice,
  error: Record<string, unknown>,
  { rpcCount, comesBack }: { rpcCount: number; comesBack: boolean },
): Promise<void> {
  const fail = comesBack ? sql`odoo_seed.fail_slice` : sql`odoo_seed.fail_run`;
  await refusable(sql`
    select ${fail}(
      p_run_id => ${leased.id}, p_slice => ${leased.slice}, p_error => ${sql.json(error as never)},
      p_rpc_count => ${rpcCount}
    )
  `);
}

/** Ends a run whose work is done, or that was cancelled. @throws {AppError} lease_lost */
export async function endRun(
  sql: Sql,
  leased: LeasedSlice,
  end: "done" | "cancelled",
  rpcCount: number,
): Promise<string> {
  const [row] = await refusable(sql`
    select odoo_seed.end_run(
      p_run_id => ${leased.id}, p_slice => ${leased.slice}, p_cancelled => ${end === "cancelled"},
      p_rpc_count => ${rpcCount}
    ) as status
  `);
  return row!.status;
}

/** @throws {AppError} not_found */
export async function cancelRun(sql: Sql, id: string): Promise<void> {
  await refusable(sql`select odoo_seed.cancel_run(p_run_id => ${id})`);
}
