import type { Sql } from "./connection.ts";
import { refusable } from "./faults.ts";
import type { Model, RowFailure, Scope } from "./runs.ts";

/**
 * One page read from Odoo. Records with an id in (afterId, throughId], and tasks with one in `ids`,
 * that are not in it are gone.
 */
export interface Page {
  observedAt: Date;
  afterId: number;
  throughId: number;
  ids?: number[];
  /** Some records of it could not be told from others: none can be said to be gone. */
  partial?: boolean;
  /** An array of rows as JSON: text takes a third of the memory while it is being stored. */
  rows: string;
}

/** Stores a page. @throws {AppError} lease_lost */
export async function observePage(
  sql: Sql,
  runId: string,
  model: Model,
  page: Page,
): Promise<void> {
  const range = sql`
    p_run_id => ${runId}, p_observed_at => ${page.observedAt},
    p_after_id => ${page.afterId}, p_through_id => ${page.throughId},
    p_rows => ${page.rows}::text::jsonb
  `;
  await refusable(
    model === "project.project"
      ? sql`select odoo_seed.observe_projects(${range})`
      : sql`select odoo_seed.observe_tasks(${range}, p_ids => ${
        page.ids ?? []
      }::int[], p_whole => ${!page.partial})`,
  );
}

/** After the last page of tasks: parents and dependencies get their refs. @throws {AppError} lease_lost */
export async function resolveTaskRefs(sql: Sql, runId: string): Promise<void> {
  await refusable(sql`select odoo_seed.resolve_task_refs(p_run_id => ${runId})`);
}

/** What of the records in a scope could not be read in a run's Odoo. */
export async function unreadableFields(
  sql: Sql,
  runId: string,
  scope: Scope,
): Promise<RowFailure[]> {
  return await sql<RowFailure[]>`
    select model, external_ref, field, code, message
    from odoo_seed.unreadable_fields(p_run_id => ${runId}, p_scope => ${sql.json({ ...scope })})
  `;
}

/** Replaces what is known of Odoo's companies or people; one address of several people is told with their logins. @throws {AppError} lease_lost */
export async function observeNames(
  sql: Sql,
  runId: string,
  kind: "company" | "user",
  names: [string, number | string[]][],
): Promise<void> {
  await refusable(sql`
    select odoo_seed.observe_names(
      p_run_id => ${runId}, p_kind => ${kind}, p_names => ${sql.json(Object.fromEntries(names))}
    )
  `);
}

/** Somebody who can be assigned, and the address by which seeds name them. */
export interface Person {
  odoo_id: number;
  name: string;
  address: string;
}

/** Replaces what is known of what people are called. @throws {AppError} lease_lost */
export async function observePeople(sql: Sql, runId: string, people: Person[]): Promise<void> {
  const rows = sql.json(people.map((person) => ({ ...person })));
  await refusable(sql`select odoo_seed.observe_people(p_run_id => ${runId}, p_people => ${rows})`);
}

/** Which of these e-mail addresses, in small letters, the seeds of a binding name. */
export async function addressesInSeeds(
  sql: Sql,
  binding: string,
  addresses: string[],
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const rows = await sql`
    select address from odoo_seed.addresses_in_seeds(${binding}, ${addresses}) as address
  `;
  return new Set(rows.map((row) => row.address));
}

export interface KnownProject {
  external_ref: string;
  odoo_id: number;
  allow_dependencies: boolean | null;
  visibility: string | null;
}

/** The projects that Odoo holds, by ref. */
export async function knownProjects(sql: Sql, binding: string): Promise<KnownProject[]> {
  return await sql<KnownProject[]>`
    select external_ref, odoo_id, allow_dependencies, visibility
    from odoo_seed.shadow_projects
    where binding = ${binding} and external_ref is not null
  `;
}

export interface KnownTask {
  external_ref: string;
  odoo_id: number;
  state: string | null;
}

/** Those of the given tasks that Odoo holds. */
export async function knownTasks(sql: Sql, binding: string, refs: string[]): Promise<KnownTask[]> {
  if (refs.length === 0) return [];
  return await sql<KnownTask[]>`
    select external_ref, odoo_id, state
    from odoo_seed.shadow_tasks
    where binding = ${binding} and external_ref = any(${refs})
  `;
}
