import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { killedAtSave } from "./support/interruptions.ts";
import { idOf, make, projectByHand, takeIn } from "./support/made_by_hand.ts";
import { read } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { openTables, snapshot } from "./support/tables.ts";

const importOf = (s: Scenario, project: number | string) => ({
  odoo_project: project,
  program: { slug: s.ref("program"), name: "Brought along" },
  project_ref: s.ref("P"),
});

/** A project with everything that people make: four tasks, one of them archived. */
async function everythingByHand(s: Scenario) {
  const { bot, project, doing, done } = await projectByHand(s, s.ref("By hand"), {
    user_id: await idOf(await s.bot(), "res.users", "login", "manager@example.com"),
    description: "<p>Books <b>of</b> November</p>",
    date_start: "2026-11-01",
    date: "2026-12-15",
    privacy_visibility: "followers",
    allow_task_dependencies: true,
    allow_milestones: true,
  });
  const people = ["amelia.reyes@example.com", "ben.osei@example.com"];
  const assignees = await Promise.all(
    people.map((login) => idOf(bot, "res.users", "login", login)),
  );
  const tag = await make(bot, "project.tags", { name: s.ref("Audit") });
  const milestone = await make(bot, "project.milestone", {
    name: "Books closed",
    project_id: project,
  });
  const task = (name: string, sequence: number, values = {}) =>
    make(bot, "project.task", { name, sequence, project_id: project, user_ids: [], ...values });
  const bank = await task("Reconcile bank", 1, {
    description: "<p>All <i>accounts</i> &amp; cards</p>",
    stage_id: doing,
    tag_ids: [[6, 0, [tag]]],
    user_ids: [[6, 0, assignees]],
    milestone_id: milestone,
    allocated_hours: 7.5,
    date_deadline: "2026-11-30 09:30:00",
  });
  await task("Accruals", 2, { parent_id: bank, stage_id: done });
  await task("Report", 3, { depend_on_ids: [[6, 0, [bank]]], stage_id: doing });
  const old = await task("Old", 4, { stage_id: doing });
  await bot.write("project.task", [old], { active: false });
  return { bot, project, people };
}

scenario("import makes seeds of all that a project holds and ends in a no-op plan", async (s) => {
  const { project, people } = await everythingByHand(s);
  const answer = await takeIn(s, "import", importOf(s, s.ref("By hand")));
  deepStrictEqual([answer.status, answer.errors], [200, []]);
  deepStrictEqual(answer.imported, { projects: 1, tasks: 4 });
  deepStrictEqual([answer.counts, answer.plan], [{ noop: 5 }, []]);

  const [seed] = await s.sql`
    select name, company_name, manager_email, visibility, description, date_start::text, program_slug,
      odoo_project_id, active
    from odoo_seed.projects where external_ref = ${s.ref("P")}`;
  deepStrictEqual({ ...seed }, {
    name: s.ref("By hand"),
    company_name: "Northwind Finance",
    manager_email: "manager@example.com",
    visibility: "followers",
    description: "<p>Books <b>of</b> November</p>",
    date_start: "2026-11-01",
    program_slug: s.ref("program"),
    odoo_project_id: project,
    active: true,
  });
  const tasks = await s.sql`
    select name, stage_name, tag_names, assignee_emails, milestone_name, planned_hours::float,
      parent_external_ref, depends_on_refs, active
    from odoo_seed.tasks where project_external_ref = ${s.ref("P")} order by external_ref`;
  const none = {
    tag_names: null,
    assignee_emails: null,
    milestone_name: null,
    planned_hours: null,
    parent_external_ref: null,
    depends_on_refs: null,
    active: true,
  };
  const [doing, done, bank] = [s.ref("Doing"), s.ref("Done"), s.ref("P-001")];
  deepStrictEqual(tasks.map((row) => ({ ...row })), [
    {
      ...none,
      name: "Reconcile bank",
      stage_name: doing,
      tag_names: [s.ref("Audit")],
      assignee_emails: people,
      milestone_name: "Books closed",
      planned_hours: 7.5,
    },
    // Odoo gives a subtask the milestone of its parent.
    {
      ...none,
      name: "Accruals",
      stage_name: done,
      parent_external_ref: bank,
      milestone_name: "Books closed",
    },
    { ...none, name: "Report", stage_name: doing, depends_on_refs: [bank] },
    { ...none, name: "Old", stage_name: doing, active: false },
  ]);
  strictEqual((await read(s, "project.task", bank, ["name"]))!.name, "Reconcile bank");
  const ours = await s.sql`
    select from odoo_seed.applied where binding = ${s.binding} and created_by_us`;
  strictEqual(ours.length, 0);
  const run = await s.run(answer.run_id);
  deepStrictEqual([run.run_type, run.status, run.tasks_synced], ["import", "success", 4]);
});

scenario("import again writes nothing, and a seeding neither", async (s) => {
  const { project } = await everythingByHand(s);
  strictEqual((await takeIn(s, "import", importOf(s, project))).status, 200);
  const tables = openTables(s.database);
  const before = await snapshot(tables);
  const again = await takeIn(s, "import", importOf(s, project));
  deepStrictEqual([again.status, again.imported, again.counts], [200, { projects: 0, tasks: 0 }, {
    noop: 5,
  }]);
  deepStrictEqual((await s.seed()).counts, { noop: 5 });
  deepStrictEqual(await snapshot(tables), before);
  await tables.end();
  deepStrictEqual((await s.shadow()).drift, {});
});

scenario("import takes in what people added since, under the next numbers", async (s) => {
  const { bot, project } = await everythingByHand(s);
  await takeIn(s, "import", importOf(s, project));
  await s.updateTask(s.ref("P-001"), { name: "Renamed in the seed" });
  await make(bot, "project.task", { name: "Late", project_id: project, user_ids: [] });
  const again = await takeIn(s, "import", importOf(s, project));
  deepStrictEqual([again.status, again.imported], [200, { projects: 0, tasks: 1 }]);
  deepStrictEqual(again.counts, { noop: 5, update: 1 });
  const [late] = await s.sql`select name from odoo_seed.tasks where external_ref = ${
    s.ref("P-005")
  }`;
  strictEqual(late!.name, "Late");
});

scenario("import tells what a seed cannot say and leaves it as it is", async (s) => {
  const elsewhere = await projectByHand(s, s.ref("Elsewhere"));
  const { bot } = elsewhere;
  const other = await make(bot, "project.task", { name: "Other", project_id: elsewhere.project });
  const { project } = await projectByHand(s, s.ref("By hand"));
  const gone = await bot.searchRead("res.users", {
    domain: [["login", "=", "gone@example.com"]],
    fields: ["login"],
    context: { active_test: false },
  });
  const id = await make(bot, "project.task", {
    name: "Waits for elsewhere",
    project_id: project,
    depend_on_ids: [[6, 0, [other]]],
    user_ids: [[6, 0, [gone[0]!.id]]],
  });
  const answer = await takeIn(s, "import", importOf(s, project));
  deepStrictEqual([answer.status, answer.counts], [207, { noop: 2 }]);
  deepStrictEqual(answer.errors.map((error) => [error.external_ref, error.field, error.code]), [
    [s.ref("P-001"), "assignees", "not_imported"],
    [s.ref("P-001"), "depends_on", "not_imported"],
  ]);
  deepStrictEqual((await s.seed()).counts, { noop: 2 });
  const [task] = await bot.searchRead("project.task", {
    domain: [["id", "=", id]],
    fields: ["depend_on_ids"],
  });
  deepStrictEqual(task!.depend_on_ids, [other]);
});

scenario("import refuses what would take another's place", async (s) => {
  const { bot, project } = await projectByHand(s, s.ref("By hand"));
  const codeOf = async (body: Record<string, unknown>) => {
    const { status, code } = await takeIn(s, "import", body);
    return [status, code];
  };
  deepStrictEqual(await codeOf(importOf(s, 2 ** 31 - 1)), [404, "not_found"]);
  const twin = await make(bot, "project.project", { name: s.ref("By hand") });
  deepStrictEqual(await codeOf(importOf(s, s.ref("By hand"))), [422, "import_refused"]);

  const shared = await takeIn(s, "import", importOf(s, twin));
  deepStrictEqual([shared.status, shared.code], [422, "import_refused"]);
  match(shared.suggestion ?? "", /"company"/);
  await s.project("P");
  deepStrictEqual(await codeOf(importOf(s, project)), [422, "import_refused"]);
  await s.sql`delete from odoo_seed.projects where external_ref = ${s.ref("P")}`;

  const company = "Northwind Finance";
  const taken = await takeIn(s, "import", { ...importOf(s, twin), company });
  deepStrictEqual([taken.status, taken.counts], [200, { noop: 1 }]);
  deepStrictEqual(await codeOf({ ...importOf(s, twin), project_ref: s.ref("Q") }), [
    422,
    "import_refused",
  ]);
  deepStrictEqual(await codeOf(importOf(s, project)), [422, "import_refused"]);
});

scenario(
  "import goes on where a run was killed, and a seeding in between creates nothing",
  async (s) => {
    const { bot, project } = await projectByHand(s, s.ref("By hand"));
    const names = Array.from({ length: 300 }, (_, n) => `task ${n + 1}`);
    await bot.create(
      "project.task",
      names.map((name) => ({ name, project_id: project, user_ids: [] })),
    );
    await killedAtSave(s, "/import", { binding: s.binding, ...importOf(s, project) });
    deepStrictEqual((await s.seed()).counts, {});
    const again = await takeIn(s, "import", importOf(s, project));
    deepStrictEqual([again.status, again.imported, again.counts], [
      200,
      { projects: 1, tasks: 300 },
      {
        noop: 301,
      },
    ]);
    const [last] = await s.sql`
    select max(external_ref) as ref from odoo_seed.tasks
    where project_external_ref = ${s.ref("P")}`;
    strictEqual(last!.ref, s.ref("P-300"));
  },
);
