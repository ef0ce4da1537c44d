import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";

/** Tells the database where its functions are; it keeps that where it knows no better. */
export async function keepFunctionsUrl(sql: Sql, url: string): Promise<void> {
  await sql`select ops.keep_functions_url(p_url => ${url})`;
}

/** Uses a call of the database up: what it is about. @throws {AppError} call_taken, call_foreign */
export async function takeCall(sql: Sql, id: string, path: string): Promise<unknown> {
  const [row] = await refusable(sql<[{ body: unknown }]>`
    select ops.take_call(p_id => ${id}, p_path => ${path}) as body
  `);
  return row.body;
}

/** How the work of a call ended. */
export interface CallEnd {
  /** The run that it began. */
  object?: string;
  error?: { code: string; detail: string; suggestion: string; run_id?: string };
}

/** Tells the database that a call is worked off, or what it failed with. */
export async function endCall(sql: Sql, id: string, { object, error }: CallEnd): Promise<void> {
  const reported = error === undefined ? null : sql.json(error);
  await sql`select ops.end_call(p_id => ${id}, p_object => ${
    object ?? null
  }, p_error => ${reported})`;
}

/** Why nobody comes for a run or an operation. */
export interface CallFault {
  code: string;
  detail: string;
  suggestion: string;
}

/** Why nobody comes for a run: what keeps it back, or why the function takes no call; null otherwise. */
export async function callFault(sql: Sql, object: string): Promise<CallFault | null> {
  const [row] = await sql<[{ fault: CallFault | null }]>`
    select coalesce(
      (select odoo_seed.why_run_waits(r) from odoo_seed.sync_runs r
        where r.id = ${object} and (r.handed_over or r.slice = 0)),
      ops.call_fault(p_object => ${object})
    ) as fault
  `;
  return row.fault;
}
