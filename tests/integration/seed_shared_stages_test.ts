import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { read, readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

/** A seeded project with a task, and somebody else's project that has its stage and a task in it. */
async function shared(s: Scenario) {
  const bot = await s.bot();
  const person = await s.as(stack.odoo.logins.projectManager);
  const [project, name] = [await s.project("ours"), s.ref("Doing")];
  const task = await s.task("task", project, { stage_name: name });
  strictEqual((await s.seed()).status, 200);
  const stage = Number((await read(s, "project.task", task, ["stage_id"]))!.stage_id);
  const [theirs] = await bot.create("project.project", [{ name: "Theirs" }]);
  await bot.write("project.task.type", [stage], { project_ids: [[4, theirs]] });
  const values = { name: "Theirs", project_id: theirs, stage_id: stage };
  const [theirTask] = await person.create("project.task", [values]);
  const one = async (model: string, id: number, fields: string[]) => {
    const context = { active_test: false };
    return (await bot.searchRead(model, { domain: [["id", "=", id]], fields, context }))[0]!;
  };
  const fields = ["name", "sequence", "fold", "active", "write_date"];
  return {
    ...{ bot, project, task, name, stage, theirs: theirs! },
    stageNow: () => one("project.task.type", stage, fields),
    projectsNow: async () => (await one("project.task.type", stage, ["project_ids"])).project_ids,
    theirTaskNow: () => one("project.task", theirTask!, ["active", "stage_id", "write_date"]),
  };
}

scenario("no run writes to a stage that others use, whatever becomes of its own", async (s) => {
  const { project, task, stageNow, theirTaskNow } = await shared(s);
  const [stage, theirTask] = [await stageNow(), await theirTaskNow()];
  await s.bind({ prune_share: 1 });

  await s.updateTask(task, { active: false });
  strictEqual((await s.seed()).status, 200);
  await s.updateTask(task, { active: true, stage_name: null });
  strictEqual((await s.seed()).status, 200);
  await s.updateProject(project, { active: false });
  strictEqual((await s.seed()).status, 200);
  await s.updateProject(project, { active: true });
  strictEqual((await s.seed()).status, 200);
  await s.project("kept");
  await s.sql`delete from odoo_seed.tasks where external_ref = ${task}`;
  await s.sql`delete from odoo_seed.projects where external_ref = ${project}`;
  const pruned = await s.seed({ prune: "archive" });
  deepStrictEqual([pruned.status, pruned.counts], [200, { create: 1, archive: 2 }]);
  strictEqual((await readProject(s, project))!.active, false);

  deepStrictEqual(await stageNow(), stage);
  deepStrictEqual(await theirTaskNow(), theirTask);
});

scenario(
  "a shared stage that somebody archived is told with all who have it, and spread no further",
  async (s) => {
    const { bot, project, task, name, stage, theirs, stageNow, projectsNow } = await shared(s);
    await bot.write("project.task.type", [stage], { active: false });
    strictEqual((await readTask(s, task))!.active, false);
    deepStrictEqual((await s.seed()).counts, { unarchive: 1, noop: 1 });
    deepStrictEqual((await s.shadow()).drift, { archived_stage: 1 });
    const [drift] = await s.sql`
    select external_ref, actual from odoo_seed.v_drift where binding = ${s.binding}`;
    deepStrictEqual(drift, {
      external_ref: `project.task.type,${stage}`,
      actual: { name, tasks: 1, projects: [project, `project.project,${theirs}`] },
    });

    const [archived, projects] = [await stageNow(), await projectsNow()];
    const next = await s.task("next", await s.project("next"), { stage_name: name });
    deepStrictEqual((await s.seed()).counts, { create: 2, noop: 2 });
    notStrictEqual((await read(s, "project.task", next, ["stage_id"]))!.stage_id, stage);
    deepStrictEqual([await stageNow(), await projectsNow()], [archived, projects]);
    deepStrictEqual((await s.seed()).counts, { noop: 4 });

    await bot.write("project.task.type", [stage], { active: true });
    deepStrictEqual((await s.shadow()).drift, {});
  },
);
