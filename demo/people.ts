import type { OdooClient } from "../supabase/functions/_shared/odoo/client.ts";

/** What a person does to the seeded tasks; chosen so that no other task is touched by it. */
export const doings = {
  renamed: { ref: "CLOSE-35", to: "Lock the books" },
  moved: { ref: "CLOSE-30", to: "In Progress" },
  /** Has no subtasks, and nothing waits for it. */
  deleted: { ref: "AUDIT-14" },
  /** In the project of the moved task. */
  added: { name: "Order dinner" },
};

export interface Task {
  id: number;
  name: string;
  stage: string;
  project: number;
}

/** Does the four things in Odoo, as the user the client is logged in as. */
export async function disturb(person: OdooClient): Promise<{ strayId: number }> {
  const { renamed, moved, deleted, added } = doings;
  const tasks = await readTasks(person, [renamed.ref, moved.ref, deleted.ref]);
  const target = tasks.get(moved.ref)!;
  const [stage] = await person.searchRead("project.task.type", {
    domain: [["name", "=", moved.to], ["project_ids", "in", [target.project]]],
    fields: ["name"],
  });
  await person.write("project.task", [tasks.get(renamed.ref)!.id], { name: renamed.to });
  await person.write("project.task", [target.id], { stage_id: stage!.id });
  await person.call("project.task", "unlink", { ids: [tasks.get(deleted.ref)!.id] });
  const stray = { name: added.name, project_id: target.project };
  const [strayId] = await person.create("project.task", [stray]);
  return { strayId: strayId! };
}

/** Seeded tasks by their ref, as Odoo has them; one that is not there is left out. */
export async function readTasks(odoo: OdooClient, refs: string[]): Promise<Map<string, Task>> {
  const rows = await odoo.searchRead("project.task", {
    domain: [["x_external_ref", "in", refs]],
    fields: ["x_external_ref", "name", "stage_id", "project_id"],
  });
  const stages = await odoo.searchRead("project.task.type", {
    domain: [["id", "in", rows.map((row) => row.stage_id)]],
    fields: ["name"],
  });
  return new Map(rows.map((row) => [String(row.x_external_ref), {
    id: Number(row.id),
    name: String(row.name),
    stage: String(stages.find((stage) => stage.id === row.stage_id)?.name),
    project: Number(row.project_id),
  }]));
}
