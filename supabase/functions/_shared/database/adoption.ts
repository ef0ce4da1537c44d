import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { PlanRow } from "./plan.ts";
import type { Model, Scope } from "./runs.ts";

/** A record in Odoo that nobody has given a ref yet. */
export interface Candidate {
  odoo_id: number;
  name: string;
  /** What is compared with the seed's column. */
  value: string;
  company_name: string | null;
  project_odoo_id: number | null;
}

/** What was found for a seed that Odoo did not hold: a row of odoo_seed.adoptions. */
export interface Adoption {
  model: Model;
  external_ref: string;
  outcome: "matched" | "ambiguous" | "unmatched";
  odoo_ids: number[];
  odoo_name: string | null;
  rivals: string[];
}

/** Whose values count where an adopted record differs from its seed. */
export type Take = "policy" | "seed" | "odoo";

/** Finds the records of a model's seeds among the candidates. @throws {AppError} lease_lost */
export async function matchCandidates(
  sql: Sql,
  runId: string,
  match: { model: Model; column: string; candidates: Candidate[] },
): Promise<void> {
  await refusable(sql`
    select odoo_seed.match_candidates(
      p_run_id => ${runId}, p_model => ${match.model}, p_column => ${match.column},
      p_rows => ${sql.json(match.candidates as never)}
    )
  `);
}

/** All that a run found, in order. */
export async function readAdoptions(sql: Sql, runId: string): Promise<Adoption[]> {
  return await sql<Adoption[]>`
    select model, external_ref, outcome, odoo_ids, odoo_name, rivals
    from odoo_seed.adoptions
    where run_id = ${runId}
    order by model, external_ref
  `;
}

/** Ids of the projects in which tasks are looked for. */
export async function adoptingProjects(sql: Sql, runId: string): Promise<number[]> {
  const rows = await sql`select odoo_id from odoo_seed.adopting_projects(p_run_id => ${runId})`;
  return rows.map((row) => row.odoo_id);
}

/** Deals with the fields in which the adopted records differ from their seeds. @throws {AppError} lease_lost */
export async function finishAdoptions(sql: Sql, runId: string, take: Take): Promise<void> {
  await refusable(
    sql`select odoo_seed.finish_adoptions(p_run_id => ${runId}, p_take => ${take})`,
  );
}

export interface PlanLeft {
  /** Rows of the plan by action. */
  counts: Record<string, number>;
  /** Every row with something to do or to tell. */
  rows: PlanRow[];
}

/** What a seeding would do, in one statement, so that it can be asked inside a transaction. */
export async function planLeft(sql: Sql, binding: string, scope: Scope): Promise<PlanLeft> {
  const [row] = await sql<[PlanLeft]>`
    with plan as materialized (
      select model, external_ref, odoo_id, action, changes, conflicts, reason, incomplete, project_ref
      from odoo_seed.plan(${binding}, ${sql.json({ ...scope })})
    )
    select
      (select coalesce(jsonb_object_agg(c.action, c.count), '{}')
        from (select action, count(*) as count from plan group by action) c) as counts,
      (select coalesce(jsonb_agg(to_jsonb(p) order by p.model, p.external_ref), '[]')
        from plan p where p.action <> 'noop' or p.incomplete) as rows
  `;
  return row;
}

/** Does the work in a transaction and undoes whatever it stored. */
export async function undone<T>(sql: Sql, work: (tx: Sql) => Promise<T>): Promise<T> {
  const undo = new Error("undo");
  let result: { value: T } | undefined;
  try {
    await sql.begin(async (tx) => {
      result = { value: await work(tx as unknown as Sql) };
      throw undo;
    });
  } catch (error) {
    if (error !== undo || !result) throw error;
  }
  return result!.value;
}
