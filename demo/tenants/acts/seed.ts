import * as functions from "../../functions.ts";
import { claim, heading, showTable } from "../../terminal/say.ts";
import { adminOf, enter } from "../doors.ts";
import { slugs, type TenantStage } from "../stage.ts";

const project = "TBWA-CLOSE";

/** Act 2: what is seeded for a tenant goes to its own Odoo. */
export async function seed(stage: TenantStage): Promise<void> {
  heading(
    2,
    "Seed",
    "Seeds that name the tenant go to its own Odoo, through the binding that its creation made; no " +
      "configuration, no restart. A project and its tasks, as tbwa's Odoo has them afterwards:",
  );
  const { stack } = stage;
  await insertSeeds(stage);
  const binding = slugs.tenant;
  const answer = await functions.seed(stack, { binding });
  const odoo = await enter(await adminOf(stage, slugs.tenant));
  const tasks = await odoo.searchRead("project.task", {
    domain: [["x_external_ref", "!=", false]],
    fields: ["x_external_ref", "name", "stage_id", "depend_on_ids"],
    order: "x_external_ref",
  });
  const stages = await odoo.searchRead("project.task.type", { domain: [], fields: ["name"] });
  const stageOf = (id: unknown) => String(stages.find((stage) => stage.id === id)?.name);
  const refOf = (id: number) => tasks.find((task) => task.id === id)?.x_external_ref;
  showTable(
    ["ref", "name", "stage", "waits for"],
    tasks.map((task) => [
      String(task.x_external_ref),
      String(task.name),
      stageOf(task.stage_id),
      (task.depend_on_ids as number[]).map(refOf).sort().join(", ") || null,
    ]),
  );
  const { tasks_synced, drift } = await functions.shadow(stack, { binding });
  claim(
    `A project and ${tasks.length} tasks created in ${answer.duration_ms} ms (${answer.rpc_count} ` +
      "RPC); read back by a shadow, no drift.",
    answer.ok && answer.counts.create === tasks.length + 1 && tasks_synced === tasks.length &&
      Object.keys(drift).length === 0,
    () => ({ counts: answer.counts, errors: answer.errors, drift, tasks }),
  );
}

/** As anybody would who may write seeds. */
async function insertSeeds({ sql }: TenantStage): Promise<void> {
  await sql`
    insert into odoo_seed.projects (external_ref, name, company_name, tenant_slug)
    select ${project}, 'Month-end close', t.name, t.slug from control.tenants t where t.slug = ${slugs.tenant}
  `;
  await sql`
    insert into odoo_seed.tasks (project_external_ref, external_ref, name, stage_name, depends_on_refs)
    values
      (${project}, 'TBWA-1', 'Collect time sheets', 'Done', '{}'),
      (${project}, 'TBWA-2', 'Invoice retainers', 'In Progress', '{TBWA-1}'),
      (${project}, 'TBWA-3', 'Accrue media costs', 'To Do', '{}'),
      (${project}, 'TBWA-4', 'Reconcile the bank', 'To Do', '{}'),
      (${project}, 'TBWA-5', 'Report the margin by client', 'To Do', '{TBWA-2,TBWA-3,TBWA-4}')
  `;
}
