import type { Sql } from "../supabase/functions/_shared/database/connection.ts";

const stages = ["To Do", "In Progress", "Review", "Done"];
const projects = 5;

/** The tasks, by position, that the n-th of `count` waits for when they come in `levels`. */
export function needs(n: number, count: number, levels: number): number[] {
  const step = count / levels;
  return n < step ? [] : [...new Set([n - step, n - step - n % 2])].filter((before) => before >= 0);
}

function projectRefs(prefix: string): string[] {
  return Array.from({ length: projects }, (_, n) => `${prefix}_P${n}`);
}

/** Starts from an empty desired state, and forgets what earlier rounds saw. */
export async function clear(sql: Sql): Promise<void> {
  for (
    const table of ["tasks", "projects", "programs", "shadow_tasks", "shadow_projects", "applied"]
  ) {
    await sql`delete from odoo_seed.${sql(table)}`;
  }
}

/** Seeds one task of a tenant, in a project of its own. */
export async function plantOne(sql: Sql, tenant: string): Promise<void> {
  const ref = `${tenant}_first`;
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    values (${ref}, 'First', 'Northwind Finance', ${tenant})`;
  await sql`
    insert into odoo_seed.tasks (project_external_ref, external_ref, name)
    values (${ref}, ${ref}, 'First')`;
}

/** Seeds tasks with a stage, two tags, an assignee and hours in five projects of a tenant. */
export async function plant(
  sql: Sql,
  tenant: string,
  count: number,
  levels = 1,
): Promise<void> {
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    select ref, 'Close ' || ref, 'Northwind Finance', ${tenant} from unnest(${
    projectRefs(tenant)
  }::text[]) ref
  `;
  const waits = Array.from({ length: count }, (_, n) => needs(n, count, levels));
  await sql`
    insert into odoo_seed.tasks (
      project_external_ref, external_ref, name, stage_name, tag_names, assignee_email,
      planned_hours, depends_on_refs
    )
    select
      ${tenant} || '_P' || n % ${projects}::int, ${tenant} || '_T' || n, 'Reconcile account ' || n,
      (${stages}::text[])[n % 4 + 1], array['tag ' || n % 7, 'tag ' || n % 5 + 10],
      (array['amelia.reyes@example.com', 'ben.osei@example.com', 'chloe.martin@example.com'])[n % 3 + 1],
      n % 40 + 0.5,
      array(select ${tenant} || '_T' || before from jsonb_array_elements_text(waits -> n) before)
    from generate_series(0, ${count}::int - 1) n
    cross join (select ${sql.json(waits)}::jsonb as waits) w
  `;
}

/** Gives every task of a tenant a name and hours of its own and another stage. */
export async function changeAll(sql: Sql, tenant: string): Promise<void> {
  await sql`
    with numbered as (
      select external_ref, row_number() over (order by external_ref) as n from odoo_seed.tasks
      where project_external_ref = any(${projectRefs(tenant)})
    )
    update odoo_seed.tasks t
    set name = t.name || ' again', planned_hours = t.planned_hours + numbered.n / 100.0,
      stage_name = (${stages}::text[])[array_position(${stages}::text[], t.stage_name) % 4 + 1]
    from numbered
    where numbered.external_ref = t.external_ref
  `;
}
