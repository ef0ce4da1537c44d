import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { deleteProjects } from "./support/delete_projects.ts";
import { countOurs, read, readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const person = (s: Scenario) => s.as(stack.odoo.logins.projectManager);

/** What v_field_drift says of a field. */
async function driftOf(s: Scenario, ref: string, field: string) {
  const rows = await s.sql`
    select expected, actual, odoo_write_by, winner from odoo_seed.v_drift
    where binding = ${s.binding} and external_ref = ${ref} and field = ${field}`;
  return rows[0];
}

/** A seeded task in stage To Do, and the id of the stage Done of its project. */
async function seededTask(s: Scenario) {
  const project = await s.project("close");
  const columns = { stage_name: "To Do", assignee_emails: ["amelia.reyes@example.com"] };
  const task = await s.task("task", project, columns);
  await s.task("other", project, { stage_name: s.ref("Done") });
  strictEqual((await s.seed()).status, 200);
  const other = await read(s, "project.task", s.ref("other"), ["stage_id"]);
  const { id } = (await readTask(s, task))!;
  return { project, task, id, done: Number(other!.stage_id) };
}

scenario("seed-odoo-finance keeps the stage a person moved a task to", async (s) => {
  const { task, id, done } = await seededTask(s);
  await (await person(s)).write("project.task", [id], { stage_id: done });

  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { noop: 3 }]);
  strictEqual((await readTask(s, task))!.stage, s.ref("Done"));
  deepStrictEqual(await driftOf(s, task, "stage"), {
    expected: "To Do",
    actual: s.ref("Done"),
    odoo_write_by: stack.odoo.logins.projectManager.login,
    winner: "odoo",
  });

  // A seed that says something new about another field does not touch the stage either.
  await s.updateTask(task, { name: "Renamed" });
  deepStrictEqual((await s.seed()).counts, { update: 1, noop: 2 });
  const { name, stage } = (await readTask(s, task))!;
  deepStrictEqual([name, stage], ["Renamed", s.ref("Done")]);
});

scenario(
  "seed-odoo-finance reports a conflict, leaves it alone, and sees it resolved",
  async (s) => {
    const { task, id, done } = await seededTask(s);
    await (await person(s)).write("project.task", [id], { stage_id: done });
    await s.updateTask(task, { stage_name: s.ref("Review"), name: "Renamed" });

    const conflict = await s.seed();
    deepStrictEqual([conflict.status, conflict.errors], [200, []]);
    const { name, stage } = (await readTask(s, task))!;
    deepStrictEqual([name, stage], ["Renamed", s.ref("Done")]);
    const left = await s.seed();
    deepStrictEqual([left.status, left.counts], [200, { conflict: 1, noop: 2 }]);
    const [row] = (await s.seed({ dry_run: true })).plan;
    deepStrictEqual([row?.action, row?.conflicts], ["conflict", {
      stage: { from: s.ref("Done"), to: s.ref("Review") },
    }]);
    match(row?.reason ?? "", /stage/);
    strictEqual((await driftOf(s, task, "stage"))?.winner, "undecided");

    await s.updateTask(task, { stage_name: s.ref("Done") });
    deepStrictEqual((await s.seed()).counts, { noop: 3 });
    // Both agree again, so from here on the seed's word counts.
    await s.updateTask(task, { stage_name: "To Do" });
    deepStrictEqual((await s.seed()).counts, { update: 1, noop: 2 });
    strictEqual((await readTask(s, task))!.stage, "To Do");
  },
);

scenario("seed-odoo-finance keeps the assignees a person chose", async (s) => {
  const { task, id } = await seededTask(s);
  const client = await person(s);
  const [diego] = await client.searchRead("res.users", {
    domain: [["login", "=", "diego.santos@example.com"]],
    fields: ["login"],
  });
  await client.write("project.task", [id], { user_ids: [[6, 0, [diego!.id]]] });
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
  deepStrictEqual((await readTask(s, task))!.assignees, ["diego.santos@example.com"]);
  strictEqual((await driftOf(s, task, "assignees"))?.winner, "odoo");
});

scenario("seed-odoo-finance takes back what a person changed in an enforced field", async (s) => {
  const { project, task, id } = await seededTask(s);
  const client = await person(s);
  await client.write("project.task", [id], { name: "Mine" });
  const { id: projectId } = (await readProject(s, project))!;
  await client.write("project.project", [projectId], { name: "Mine" });

  deepStrictEqual((await s.shadow()).drift, { name: 2 });
  deepStrictEqual(await driftOf(s, task, "name"), {
    expected: "task",
    actual: "Mine",
    odoo_write_by: stack.odoo.logins.projectManager.login,
    winner: "seed",
  });
  deepStrictEqual((await s.seed()).counts, { update: 2, noop: 1 });
  strictEqual((await readTask(s, task))!.name, "task");
  strictEqual((await readProject(s, project))!.name, "close");
  deepStrictEqual((await s.shadow()).drift, {});
});

scenario("seed-odoo-finance creates again what a person deleted", async (s) => {
  const { project, task, id } = await seededTask(s);
  const client = await person(s);
  await client.call("project.task", "unlink", { ids: [id] });
  deepStrictEqual((await s.shadow()).drift, { missing: 1 });
  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { create: 1, noop: 2 }]);
  const created = (await readTask(s, task))!;
  strictEqual(created.stage, "To Do");
  strictEqual(created.id === id, false);

  const { id: projectId } = (await readProject(s, project))!;
  await deleteProjects(client, [projectId]);
  deepStrictEqual((await s.shadow()).drift, { missing: 3 });
  deepStrictEqual((await s.seed()).counts, { create: 3 });
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
  deepStrictEqual([await countOurs(s, "project.project"), await countOurs(s, "project.task")], [
    1,
    2,
  ]);
  const [stored] = await s.sql`
    select odoo_task_id from odoo_seed.tasks where external_ref = ${task}`;
  strictEqual(stored!.odoo_task_id, (await readTask(s, task))!.id);
});

scenario("seed-odoo-finance sees what a person archived and unarchives it", async (s) => {
  const { project, task, id } = await seededTask(s);
  const client = await person(s);
  await client.write("project.task", [id], { active: false });
  deepStrictEqual((await s.shadow()).drift, { field: 1 });
  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { unarchive: 1, noop: 2 }]);
  const { id: same, active } = (await readTask(s, task))!;
  deepStrictEqual([same, active], [id, true]);

  const { id: projectId } = (await readProject(s, project))!;
  await client.write("project.project", [projectId], { active: false });
  strictEqual((await readTask(s, task))!.active, false);
  const back = await s.seed();
  deepStrictEqual([back.status, back.errors], [200, []]);
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
  strictEqual((await readProject(s, project))!.active, true);
  strictEqual((await readTask(s, task))!.active, true);
});

scenario("seed-odoo-finance leaves orphans alone and reports them", async (s) => {
  const { project } = await seededTask(s);
  const client = await person(s);
  const { id: projectId } = (await readProject(s, project))!;
  const [own] = await client.create("project.task", [{ name: "Own", project_id: projectId }]);
  await s.sql`delete from odoo_seed.tasks where external_ref = ${s.ref("other")}`;

  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { noop: 2 }]);
  strictEqual((await readTask(s, s.ref("other")))!.active, true);
  const orphans = await s.sql`
    select external_ref, actual from odoo_seed.v_orphan_in_odoo
    where binding = ${s.binding} order by actual`;
  deepStrictEqual([...orphans], [
    { external_ref: `project.task,${own}`, actual: "Own" },
    { external_ref: s.ref("other"), actual: "other" },
  ]);
});

scenario("seed-odoo-finance writes nothing to a ref that Odoo has twice", async (s) => {
  const { project, task, id } = await seededTask(s);
  const client = await s.bot();
  const { id: projectId } = (await readProject(s, project))!;
  const copy = { name: "Copy", project_id: projectId, x_external_ref: task };
  const [twin] = await client.create("project.task", [copy]);
  await s.updateTask(task, { name: "Renamed" });
  await s.updateTask(s.ref("other"), { name: "Renamed, too" });

  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.ok], [207, false]);
  deepStrictEqual(answer.counts, { conflict: 1, update: 1, noop: 1 });
  deepStrictEqual(answer.errors.map((error) => [error.external_ref, error.code]), [
    [task, "conflict"],
  ]);
  const names = await client.searchRead("project.task", {
    domain: [["id", "in", [id, twin]]],
    fields: ["name"],
    order: "id",
  });
  deepStrictEqual(names.map((row) => row.name), ["task", "Copy"]);
  strictEqual((await readTask(s, s.ref("other")))!.name, "Renamed, too");
  const [duplicate] = await s.sql`
    select actual from odoo_seed.v_duplicate_refs where binding = ${s.binding}`;
  deepStrictEqual(duplicate!.actual, [id, twin]);

  await client.call("project.task", "unlink", { ids: [twin!] });
  const repaired = await s.seed();
  deepStrictEqual([repaired.status, repaired.counts], [200, { update: 1, noop: 2 }]);
});
