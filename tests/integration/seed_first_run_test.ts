import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { writingIsPast } from "./support/odoo_at_work.ts";
import { readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { hasTables, openTables, snapshot } from "./support/tables.ts";

const deadline = "2026-11-30T17:30:00+08:00";

/** A project and three tasks that say something in every column. */
async function seedEverything(s: Scenario) {
  const project = await s.project("close", {
    name: "Month-end close",
    company_name: "TBWA\\SMP",
    manager_email: "manager@example.com",
    visibility: "followers",
    description: "<p>Books of November</p>",
    date_start: "2026-11-01",
    date_end: "2026-12-15",
    sequence: 7,
  });
  const first = await s.task("bank", project, {
    name: "Reconcile bank",
    description: "<p>All accounts</p>",
    stage_name: s.ref("Doing"),
    tag_names: [s.ref("Audit"), s.ref("Tax")],
    assignee_email: "amelia.reyes@example.com",
    assignee_emails: ["ben.osei@example.com"],
    milestone_name: "Books closed",
    planned_hours: 7.5,
    date_deadline: deadline,
    sequence: 3,
  });
  const second = await s.task("report", project, { name: "Report", depends_on_refs: [first] });
  const child = await s.task("accruals", project, {
    name: "Accruals",
    parent_external_ref: first,
    stage_name: s.ref("Doing"),
    depends_on_refs: [first, second],
  });
  return { project, first, second, child };
}

async function expectEverything(
  s: Scenario,
  refs: Awaited<ReturnType<typeof seedEverything>>,
): Promise<void> {
  const { id: _, ...project } = (await readProject(s, refs.project))!;
  deepStrictEqual(project, {
    name: "Month-end close",
    description: "<p>Books of November</p>",
    dates: ["2026-11-01", "2026-12-15"],
    sequence: 7,
    active: true,
    dependencies: true,
    milestones: true,
    visibility: "followers",
    company: "TBWA\\SMP",
    manager: "manager@example.com",
    stages: ["To Do", s.ref("Doing")],
  });
  const { id: __, ...first } = (await readTask(s, refs.first))!;
  deepStrictEqual(first, {
    name: "Reconcile bank",
    description: "<p>All accounts</p>",
    hours: 7.5,
    deadline: "2026-11-30 09:30:00",
    sequence: 3,
    state: "01_in_progress",
    active: true,
    project: refs.project,
    stage: s.ref("Doing"),
    tags: [s.ref("Audit"), s.ref("Tax")],
    assignees: ["amelia.reyes@example.com", "ben.osei@example.com"],
    milestone: "Books closed",
    parent: undefined,
    dependsOn: [],
  });
  const second = (await readTask(s, refs.second))!;
  deepStrictEqual([second.stage, second.dependsOn, second.state, second.assignees], [
    "To Do",
    [refs.first],
    "04_waiting_normal",
    [],
  ]);
  const child = (await readTask(s, refs.child))!;
  deepStrictEqual([child.parent, child.dependsOn, child.project, child.state], [
    refs.first,
    [refs.first, refs.second].sort(),
    refs.project,
    "04_waiting_normal",
  ]);
}

async function expectSharedStages(s: Scenario, project: string): Promise<void> {
  const { id } = (await readProject(s, project))!;
  const stages = await (await s.bot()).searchRead("project.task.type", {
    domain: [["name", "in", ["To Do", s.ref("Doing")]], ["project_ids", "in", [id]]],
    fields: ["name", "user_id"],
  });
  strictEqual(stages.length, 2);
  ok(stages.every((stage) => stage.user_id === false), "a stage is somebody's personal one");
}

for (const transport of ["jsonrpc", "json2"] as const) {
  const { bot } = stack.odoo.logins;
  if (transport === "json2" && !bot.apiKey) continue;

  scenario(`seed-odoo-finance over ${transport} brings every field across`, async (s) => {
    await s.bind({ transport });
    if (transport === "json2") await s.bindSecret(bot.apiKey!);
    const refs = await seedEverything(s);

    const answer = await s.seed();
    deepStrictEqual([answer.status, answer.ok, answer.errors], [200, true, []]);
    deepStrictEqual([answer.projects_synced, answer.tasks_synced], [1, 3]);
    deepStrictEqual(answer.counts, { create: 4 });
    await expectEverything(s, refs);
    await expectSharedStages(s, refs.project);
    await expectRecorded(s, answer.run_id);

    const tables = openTables(s.database);
    const before = await snapshot(tables);
    await writingIsPast(tables);
    const again = await s.seed();
    deepStrictEqual([again.status, again.counts], [200, { noop: 4 }]);
    deepStrictEqual([again.projects_synced, again.tasks_synced], [1, 3]);
    deepStrictEqual(await snapshot(tables), before);
    await tables.end();
    ok(again.rpc_count <= 20, `a first look at what was written took ${again.rpc_count} calls`);
    const { rpc_count: calls } = await s.seed();
    ok(calls <= 12, `an unchanged run took ${calls} calls`);
  }, { ignore: !hasTables });
}

/** The run, the seeds and the drift views say so, too. */
async function expectRecorded(s: Scenario, runId: string | undefined): Promise<void> {
  const run = await s.run(runId);
  deepStrictEqual(
    [run.binding, run.run_type, run.status, run.projects_synced, run.tasks_synced, run.error],
    [s.binding, "seed", "success", 1, 3, null],
  );
  ok(run.rpc_count > 0 && run.finished_at >= run.started_at);
  const rows = await s.sql`
    select odoo_task_id as id, sync_error, synced_at from odoo_seed.tasks
    where external_ref like ${`${s.id}-%`}
    union all
    select odoo_project_id, sync_error, synced_at from odoo_seed.projects
    where external_ref like ${`${s.id}-%`}`;
  strictEqual(rows.length, 4);
  for (const row of rows) {
    notStrictEqual(row.id, null);
    notStrictEqual(row.synced_at, null);
    strictEqual(row.sync_error, null);
  }
  const drift = await s.sql`select * from odoo_seed.v_drift where binding = ${s.binding}`;
  deepStrictEqual([...drift], []);
  const shadow = await s.shadow();
  deepStrictEqual([shadow.status, shadow.projects_synced, shadow.tasks_synced, shadow.drift], [
    200,
    1,
    3,
    {},
  ]);
  match(shadow.run_id ?? "", /^[0-9a-f-]{36}$/);
  strictEqual((await s.run(shadow.run_id)).run_type, "shadow");
}
