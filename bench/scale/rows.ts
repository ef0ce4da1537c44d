import type { Sql } from "../../supabase/functions/_shared/database/connection.ts";

const tasksOfProject = 500;

/** Seeds tasks with a stage, two tags, an assignee and hours, as the baselines write them, 500 a project. */
export async function plantMany(sql: Sql, tenant: string, count: number): Promise<void> {
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    select ${tenant} || '_P' || p, 'Close ' || p, 'Northwind Finance', ${tenant}
    from generate_series(0, ${Math.ceil(count / tasksOfProject) - 1}::int) p
  `;
  await sql`
    insert into odoo_seed.tasks (
      project_external_ref, external_ref, name, stage_name, tag_names, assignee_email, planned_hours
    )
    select
      ${tenant} || '_P' || n / ${tasksOfProject}::int, ${tenant} || '_T' || n, 'Reconcile account ' || n,
      (array['To Do', 'In Progress', 'Review', 'Done'])[n % 4 + 1],
      array['tag ' || n % 7, 'tag ' || n % 5 + 10],
      (array['amelia.reyes@example.com', 'ben.osei@example.com', 'chloe.martin@example.com'])[n % 3 + 1],
      n % 40 + 0.5
    from generate_series(0, ${count}::int - 1) n
  `;
}

/** Gives one task in `every` a name and hours of its own and another stage; returns how many. */
export async function changeSome(sql: Sql, tenant: string, every: number): Promise<number> {
  const changed = await sql`
    update odoo_seed.tasks t
    set name = t.name || ' again', planned_hours = t.planned_hours + n.n / 1000.0,
      stage_name = case t.stage_name when 'Review' then 'Done' else 'Review' end
    from (
      select external_ref, substring(external_ref from '_T(\\d+)$')::int as n
      from odoo_seed.tasks where external_ref like ${tenant + "\\_T%"}
    ) n
    where n.external_ref = t.external_ref and n.n % ${every}::int = 0
  `;
  return changed.count;
}

/** Seconds to evaluate all of a view. */
export async function readView(sql: Sql, view: "v_plan" | "v_drift"): Promise<number> {
  const started = performance.now();
  await sql`select count(v) from odoo_seed.${sql(view)} v`;
  return (performance.now() - started) / 1000;
}
