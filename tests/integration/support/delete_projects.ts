import type { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";

/** With all tasks in them, which go first: Odoo 17 lets nobody delete those of others once their project is gone. */
export async function deleteProjects(client: OdooClient, ids: number[]): Promise<void> {
  const tasks = await client.searchRead("project.task", {
    domain: [["project_id", "in", ids]],
    fields: ["name"],
    context: { active_test: false },
  });
  const inside = tasks.map(({ id }) => Number(id));
  if (inside.length > 0) await client.call("project.task", "unlink", { ids: inside });
  await client.call("project.project", "unlink", { ids });
}
