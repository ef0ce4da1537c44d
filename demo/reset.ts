import type { Sql } from "postgres";
import { callControl } from "../stack/control.ts";
import { loadExample } from "../stack/example.ts";
import type { OdooStack, Progress } from "../stack/types.ts";
import { binding, program } from "./stage.ts";

/** A fresh copy of Odoo's template, nothing remembered of the old one, and the seeds as they are in the files. */
export async function reset(stack: OdooStack, sql: Sql, progress: Progress): Promise<void> {
  await refuseForeignData(sql);
  const { database } = stack.odoo;
  await progress.step(`Set ${database} back to Odoo's template`, async () => {
    // A run of an interrupted demo may still be at work there.
    for (const name of ["seed-odoo-finance", "shadow-odoo-finance"]) {
      await callControl(stack, "POST", `/functions/${name}/kill`);
    }
    await callControl(stack, "POST", `/odoo/databases/${database}/copy`);
  });
  await progress.step("Load the demo's seeds", async () => {
    await forget(sql);
    await loadExample(stack.databaseUrl);
  });
}

/** Other people's seeds and databases are not the demo's to reset. @throws {Error} naming them */
export async function refuseForeignData(sql: Sql): Promise<void> {
  const other = "another instance: add `--instance scratch --free-ports`.";
  const [bound] = await sql`select url from ops.odoo_bindings where name = ${binding}`;
  if (bound?.url) {
    throw new Error(
      `Cannot run the demo: binding ${binding} goes to ${bound.url}, not to the stack's Odoo. Use ${other}`,
    );
  }
  const projects = await sql`
    select project_ref from odoo_seed.v_project_bindings
    where binding = ${binding}
    except
    select odoo_seed.projects_in_scope(${binding}, ${sql.json({ program })})
    order by 1
  `;
  if (projects.length === 0) return;
  const refs = projects.map((project) => project.project_ref).join(", ");
  throw new Error(
    `Cannot run the demo: binding ${binding} has projects that are not the demo's (${refs}). ` +
      `Delete them, or use ${other}`,
  );
}

async function forget(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      update odoo_seed.sync_runs set status = 'abandoned', finished_at = clock_timestamp()
      where binding = ${binding} and status = 'running'
    `;
    await tx`delete from odoo_seed.applied where binding = ${binding}`;
    await tx`delete from odoo_seed.shadow_tasks where binding = ${binding}`;
    await tx`delete from odoo_seed.shadow_projects where binding = ${binding}`;
    await tx`
      create temporary table demo_projects on commit drop as
      select odoo_seed.projects_in_scope(${binding}, ${tx.json({ program })}) as ref
    `;
    await tx`
      delete from odoo_seed.drift_mutes
      where external_ref like 'project.task,%' or external_ref in (
        select external_ref from odoo_seed.tasks
        where project_external_ref in (select ref from demo_projects))
    `;
    await tx`
      delete from odoo_seed.tasks where project_external_ref in (select ref from demo_projects)
    `;
    await tx`delete from odoo_seed.projects where external_ref in (select ref from demo_projects)`;
    await tx`
      with recursive tree (slug) as (
        values (${program})
        union
        select p.slug from odoo_seed.programs p join tree on p.parent_slug = tree.slug
      )
      delete from odoo_seed.programs where slug in (select slug from tree)
    `;
  });
}
