import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { countNamed, read, readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const person = (s: Scenario) => s.as(stack.odoo.logins.projectManager);

scenario("seed-odoo-finance makes a stage once and links it to each project", async (s) => {
  const [first, second] = [await s.project("first"), await s.project("second")];
  const stage = s.ref("Doing");
  await s.task("a", first, { stage_name: stage });
  await s.task("b", second, { stage_name: stage });
  strictEqual((await s.seed()).status, 200);
  strictEqual(await countNamed(s, "project.task.type", stage), 1);

  const third = await s.project("third");
  await s.task("c", third, { stage_name: stage });
  deepStrictEqual((await s.seed()).counts, { create: 2, noop: 4 });
  strictEqual(await countNamed(s, "project.task.type", stage), 1);
  for (const project of [first, second, third]) {
    deepStrictEqual((await readProject(s, project))!.stages, [stage]);
  }
});

scenario("seed-odoo-finance never takes somebody's personal stage", async (s) => {
  const bot = await s.bot();
  const stage = s.ref("Mine");
  const [personal] = await bot.create("project.task.type", [{ name: stage, user_id: bot.uid }]);
  const task = await s.task("task", await s.project("close"), { stage_name: stage });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, task))!.stage, stage);
  const row = await read(s, "project.task", task, ["stage_id"]);
  strictEqual(row!.stage_id === personal, false);
  deepStrictEqual((await s.seed()).counts, { noop: 2 });
});

scenario("seed-odoo-finance makes each tag once, and a milestone for each project", async (s) => {
  const bot = await s.bot();
  const [tag, other] = [s.ref("Tax"), s.ref("tax")];
  await bot.create("project.tags", [{ name: tag }]);
  for (const name of ["first", "second"]) {
    const project = await s.project(name);
    const columns = { tag_names: [tag, other, tag], milestone_name: s.ref("Signed") };
    await s.task(`${name}-a`, project, columns);
    await s.task(`${name}-b`, project, columns);
  }
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.counts], [200, { create: 6 }]);
  deepStrictEqual((await readTask(s, s.ref("second-b")))!.tags, [tag, other].sort());
  strictEqual(await countNamed(s, "project.tags", tag), 1);
  strictEqual(await countNamed(s, "project.tags", other), 1);
  strictEqual(await countNamed(s, "project.milestone", s.ref("Signed")), 2);
  deepStrictEqual((await s.seed()).counts, { noop: 6 });
});

scenario(
  "seed-odoo-finance finds names whatever their spaces, and tells look-alikes",
  async (s) => {
    const bot = await s.bot();
    const [stage, tag, milestone] = [s.ref("Blocked"), s.ref("Tax"), s.ref("Signed")];
    const project = await s.project("close", {
      name: "Month\u00A0end ",
      company_name: " Northwind  Finance",
    });
    const spelled = ["", " ", "\t", "\u00A0", "\u200B"];
    for (const [index, end] of spelled.entries()) {
      await s.task(`task-${index}`, project, {
        stage_name: stage + end,
        tag_names: [end + tag, tag + end],
        milestone_name: milestone + end,
      });
    }
    deepStrictEqual((await s.seed()).counts, { create: spelled.length + 1 });
    const named = async (model: string, name: string) => {
      const domain = [["name", "=like", `${name}%`]];
      const context = { active_test: false };
      const rows = await bot.searchRead(model, { domain, fields: ["name"], order: "id", context });
      return rows.map((row) => row.name);
    };
    const models = ["project.task.type", "project.tags", "project.milestone"] as const;
    const names = [stage, tag, milestone];
    for (const [index, model] of models.entries()) {
      deepStrictEqual(await named(model, names[index]!), [names[index]]);
    }
    strictEqual((await readProject(s, project))!.name, "Month end");
    deepStrictEqual((await s.seed()).counts, { noop: spelled.length + 1 });

    // People make what was there before: seeds go on finding the oldest, and write nothing.
    const { id } = (await readProject(s, project))!;
    await bot.create("project.task.type", [{ name: `${stage} `, project_ids: [[6, 0, [id]]] }]);
    const ids = await bot.create("project.tags", [{ name: `${tag}\t` }]);
    await bot.create("project.milestone", [{ name: ` ${milestone}`, project_id: id }]);
    await s.task("late", project, { stage_name: stage, tag_names: [tag] });
    deepStrictEqual((await s.seed()).counts, { create: 1, noop: spelled.length + 1 });
    deepStrictEqual((await s.shadow()).drift, { look_alike: 3 });
    const told = await s.sql`
    select model, expected #>> '{}' as name, actual -> 'projects' as projects
    from odoo_seed.v_look_alikes where binding = ${s.binding} order by model`;
    deepStrictEqual([...told], [
      { model: "project.milestone", name: milestone, projects: [project] },
      { model: "project.tags", name: tag, projects: null },
      { model: "project.task.type", name: stage, projects: [project] },
    ]);
    // Tags are everybody's: the other tests would see it, too.
    await bot.call("project.tags", "unlink", { ids });
    deepStrictEqual((await s.shadow()).drift, { look_alike: 2 });
  },
);

scenario("seed-odoo-finance links tasks across projects", async (s) => {
  const [first, second] = [await s.project("first"), await s.project("second")];
  const before = await s.task("before", first);
  const after = await s.task("after", second, {
    depends_on_refs: [before],
    parent_external_ref: before,
  });
  strictEqual((await s.seed()).status, 200);
  const task = (await readTask(s, after))!;
  deepStrictEqual([task.project, task.parent, task.dependsOn, task.state], [
    second,
    before,
    [before],
    "04_waiting_normal",
  ]);
  deepStrictEqual((await s.seed()).counts, { noop: 4 });
});

scenario("seed-odoo-finance lets a task start whose predecessor is done", async (s) => {
  const project = await s.project("close");
  const before = await s.task("before", project);
  strictEqual((await s.seed()).status, 200);
  const { id } = (await readTask(s, before))!;
  await (await person(s)).write("project.task", [id], { state: "1_done" });
  const after = await s.task("after", project, { depends_on_refs: [before] });
  deepStrictEqual((await s.seed()).counts, { create: 1, noop: 2 });
  strictEqual((await readTask(s, after))!.state, "01_in_progress");
  strictEqual((await readTask(s, before))!.state, "1_done");
});

scenario("seed-odoo-finance reports a parent that goes to no Odoo", async (s) => {
  const project = await s.project("close");
  const off = await s.project("off", { sync_enabled: false });
  const parent = await s.task("parent", off);
  const task = await s.task("task", project, { parent_external_ref: parent });
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.counts], [207, { create: 2 }]);
  match(answer.errors[0]!.message, /parent ".*-parent" is no seed of this binding/);
  strictEqual((await readTask(s, task))!.parent, undefined);
});

scenario("seed-odoo-finance takes back a task that was moved to another project", async (s) => {
  const project = await s.project("close");
  const task = await s.task("task", project, { stage_name: s.ref("Doing") });
  strictEqual((await s.seed()).status, 200);
  const client = await person(s);
  const [elsewhere] = await client.create("project.project", [{ name: "Elsewhere" }]);
  const { id } = (await readTask(s, task))!;
  await client.write("project.task", [id], { project_id: elsewhere });

  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.errors], [200, []]);
  const back = (await readTask(s, task))!;
  deepStrictEqual([back.project, back.stage], [project, s.ref("Doing")]);
  deepStrictEqual((await s.seed()).counts, { noop: 2 });
});

scenario("seed-odoo-finance keeps odd values stable", async (s) => {
  const rows: Record<string, unknown>[] = [
    { name: "  padded \t name  " },
    { name: "two\nlines" },
    { description: "" },
    { description: "   " },
    { description: "<p><br></p>" },
    { description: "<script>alert(1)</script>" },
    { planned_hours: 0 },
    { planned_hours: 7.333333 },
    { planned_hours: 0.005 },
    { planned_hours: 123456.78 },
    { sequence: 0 },
    { sequence: -5 },
    { date_deadline: "2026-11-30T23:59:59.999Z" },
    { date_deadline: "1970-01-01T00:00:00Z" },
    { tag_names: [] },
    { tag_names: [`${s.id} , tag`, `${s.id} "quoted"`, `${s.id} {braces}`] },
    { assignee_emails: [] },
    { assignee_emails: ["BEN.OSEI@EXAMPLE.COM", "ben.osei@example.com"] },
    { depends_on_refs: [] },
    { stage_name: null },
    { external_ref: `${s.id}-a b, "c" 'd' %_\\ é🎉` },
  ];
  const project = await s.project("close");
  for (const [index, columns] of rows.entries()) await s.task(`odd-${index}`, project, columns);
  const first = await s.seed();
  deepStrictEqual([first.status, first.errors], [200, []]);
  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { noop: rows.length + 1 }]);
  deepStrictEqual((await s.shadow()).drift, {});
});
