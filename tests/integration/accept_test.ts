import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readProject, readTask } from "./support/records.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

scenario("accept_drift() takes what people changed into the seeds", async (s) => {
  const project = await s.project("close", { description: "<p>Books</p>" });
  const columns = { assignee_email: "amelia.reyes@example.com", planned_hours: 2 };
  const task = await s.task("task", project, columns);
  const gone = await s.task("gone", project);
  strictEqual((await s.seed()).status, 200);
  const person = await s.as(stack.odoo.logins.projectManager);
  const { id } = (await readTask(s, task))!;
  const projectId = (await readProject(s, project))!.id;
  await person.write("project.project", [projectId], {
    description: "<p>Books <u>and</u> more</p>",
    date_start: "2026-01-01",
    date: "2026-02-01",
  });
  await person.write("project.task", [id], {
    name: "Theirs",
    user_ids: [[6, 0, []]],
    allocated_hours: 5.25,
  });
  await person.call("project.task", "unlink", { ids: [(await readTask(s, gone))!.id] });
  await s.shadow();

  const accept = async (ref: string) => {
    const rows = await s.sql`select field, "from", "to" from odoo_seed.accept_drift(${ref})`;
    return rows.map((row) => [row.field, row.from, row.to]);
  };
  deepStrictEqual(await accept(task), [
    ["assignees", ["amelia.reyes@example.com"], []],
    ["name", "task", "Theirs"],
    ["planned_hours", 2, 5.25],
  ]);
  deepStrictEqual(await accept(project), [
    ["description", "<p>Books</p>", "<p>Books <u>and</u> more</p>"],
  ]);
  deepStrictEqual(await accept(gone), [["active", true, false]]);
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
  deepStrictEqual((await s.shadow()).drift, {});
  const { name, assignees, hours } = (await readTask(s, task))!;
  deepStrictEqual([name, assignees, hours], ["Theirs", [], 5.25]);
});
