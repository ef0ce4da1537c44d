import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const activeTask = async (s: Scenario, ref: string) => (await readTask(s, ref))!.active;

async function activity(s: Scenario, project: string, tasks: string[]) {
  const states = [(await readProject(s, project))!.active];
  for (const task of tasks) states.push(await activeTask(s, task));
  return states;
}

async function removeSeeds(s: Scenario, tasks: string[]): Promise<void> {
  await s.sql`delete from odoo_seed.tasks where external_ref in ${s.sql(tasks)}`;
}

scenario("seed-odoo-finance archives an inactive task and brings it back", async (s) => {
  const project = await s.project("close");
  const [kept, gone] = [await s.task("kept", project), await s.task("gone", project)];
  await s.task("never", project, { active: false });
  deepStrictEqual((await s.seed()).counts, { create: 3, noop: 1 });
  strictEqual(await readTask(s, s.ref("never")), undefined);

  await s.updateTask(gone, { active: false, name: "Gone" });
  deepStrictEqual((await s.seed()).counts, { archive: 1, noop: 3 });
  deepStrictEqual(await activity(s, project, [kept, gone]), [true, true, false]);
  strictEqual((await readTask(s, gone))!.name, "Gone");
  deepStrictEqual((await s.seed()).counts, { noop: 4 });

  await s.updateTask(gone, { active: true });
  deepStrictEqual((await s.seed()).counts, { unarchive: 1, noop: 3 });
  deepStrictEqual(await activity(s, project, [kept, gone]), [true, true, true]);
});

scenario("seed-odoo-finance archives a project with its tasks and brings all back", async (s) => {
  const project = await s.project("close");
  const [first, second] = [await s.task("first", project), await s.task("second", project)];
  const off = await s.task("off", project);
  strictEqual((await s.seed()).status, 200);
  await s.updateTask(off, { active: false });
  strictEqual((await s.seed()).status, 200);

  await s.updateProject(project, { active: false });
  const archived = await s.seed();
  deepStrictEqual([archived.status, archived.errors], [200, []]);
  deepStrictEqual(await activity(s, project, [first, second, off]), [false, false, false, false]);
  deepStrictEqual((await s.seed()).counts, { noop: 4 });

  // Odoo unarchives all tasks of a project; the one whose own seed is inactive is archived again.
  await s.updateProject(project, { active: true });
  const back = await s.seed();
  deepStrictEqual([back.status, back.errors], [200, []]);
  deepStrictEqual(await activity(s, project, [first, second, off]), [true, true, true, false]);
  deepStrictEqual((await s.seed()).counts, { noop: 4 });
});

/** Ten seeded tasks, and one that a person added. */
async function tenTasks(s: Scenario) {
  const project = await s.project("close");
  await s.tasks(10, "task", project);
  strictEqual((await s.seed()).status, 200);
  const { id } = (await readProject(s, project))!;
  const person = await s.as(stack.odoo.logins.projectManager);
  const [own] = await person.create("project.task", [{ name: "Own", project_id: id }]);
  return { project, own: own!, refs: [1, 2, 3].map((n) => s.ref(`task-${n}`)) };
}

scenario("seed-odoo-finance prunes only what it made, and only when asked", async (s) => {
  const { own, refs } = await tenTasks(s);
  const [first] = refs;
  await removeSeeds(s, [first!]);

  deepStrictEqual((await s.seed()).counts, { noop: 10 });
  strictEqual(await activeTask(s, first!), true);
  const planned = await s.seed({ dry_run: true, prune: "archive" });
  deepStrictEqual(planned.plan.map((row) => [row.external_ref, row.action]), [[first, "archive"]]);
  strictEqual(await activeTask(s, first!), true);

  const pruned = await s.seed({ prune: "archive" });
  deepStrictEqual([pruned.status, pruned.counts], [200, { archive: 1, noop: 10 }]);
  strictEqual(await activeTask(s, first!), false);
  const [other] = await (await s.bot()).searchRead("project.task", {
    domain: [["id", "=", own]],
    fields: ["active"],
    context: { active_test: false },
  });
  strictEqual(other!.active, true);
  deepStrictEqual((await s.seed({ prune: "archive" })).counts, { noop: 10 });
});

scenario("seed-odoo-finance adopts a record it did not make and never prunes it", async (s) => {
  const { project } = await tenTasks(s);
  const { id } = (await readProject(s, project))!;
  const person = await s.as(stack.odoo.logins.projectManager);
  const ref = s.ref("adopted");
  await person.create("project.task", [{ name: "Theirs", project_id: id, x_external_ref: ref }]);
  await s.task("adopted", project);
  deepStrictEqual((await s.seed()).counts, { update: 1, noop: 11 });
  strictEqual((await readTask(s, ref))!.name, "adopted");
  await removeSeeds(s, [ref]);
  deepStrictEqual((await s.seed({ prune: "archive" })).counts, { noop: 11 });
  strictEqual(await activeTask(s, ref), true);
});

scenario("seed-odoo-finance refuses to prune more than the share or without seeds", async (s) => {
  const { project, refs } = await tenTasks(s);
  await removeSeeds(s, refs);
  const refused = await s.seed({ prune: "archive" });
  deepStrictEqual([refused.status, refused.code], [422, "prune_refused"]);
  match(refused.detail ?? "", /3 of our 11 records/);
  for (const ref of refs) strictEqual(await activeTask(s, ref), true);
  strictEqual((await s.run(refused.run_id)).status, "failed");

  await s.bind({ prune_share: 0.3 });
  const allowed = await s.seed({ prune: "archive" });
  deepStrictEqual([allowed.status, allowed.counts], [200, { archive: 3, noop: 8 }]);

  await s.bind({ prune_share: 1 });
  await s.sql`delete from odoo_seed.tasks where project_external_ref = ${project}`;
  await s.sql`delete from odoo_seed.projects where external_ref = ${project}`;
  const empty = await s.seed({ prune: "archive" });
  deepStrictEqual([empty.status, empty.code], [422, "prune_refused"]);
  match(empty.detail ?? "", /no seeds at all/);
  strictEqual((await readProject(s, project))!.active, true);
});

scenario("seed-odoo-finance does not prune a project that holds others' tasks", async (s) => {
  const { project, own } = await tenTasks(s);
  const keeper = await s.project("keeper");
  strictEqual((await s.seed()).status, 200);
  await s.bind({ prune_share: 1 });
  await s.sql`delete from odoo_seed.tasks where project_external_ref = ${project}`;
  await s.sql`delete from odoo_seed.projects where external_ref = ${project}`;

  const held = await s.seed({ prune: "archive" });
  deepStrictEqual([held.status, held.counts], [207, { archive: 10, conflict: 1, noop: 1 }]);
  deepStrictEqual(held.errors.map((error) => error.external_ref), [project]);
  strictEqual((await readProject(s, project))!.active, true);
  strictEqual((await readProject(s, keeper))!.active, true);

  await (await s.bot()).call("project.task", "unlink", { ids: [own] });
  const pruned = await s.seed({ prune: "archive" });
  deepStrictEqual([pruned.status, pruned.counts], [200, { archive: 1, noop: 1 }]);
  strictEqual((await readProject(s, project))!.active, false);
});
