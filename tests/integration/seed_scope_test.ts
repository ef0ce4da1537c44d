import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { callFunction } from "./support/functions.ts";
import { countOurs, readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { hasTables, openTables, snapshot } from "./support/tables.ts";

/** What the seeds' side of the database holds for this test. */
async function ownRows(s: Scenario): Promise<unknown> {
  const mine = `${s.id}-%`;
  const projects = await s.sql`
    select xmin::text, * from odoo_seed.projects where external_ref like ${mine} order by id`;
  const tasks = await s.sql`
    select xmin::text, * from odoo_seed.tasks where external_ref like ${mine} order by id`;
  const applied = await s.sql`
    select xmin::text, * from odoo_seed.applied where binding = ${s.binding} order by external_ref`;
  return [projects, tasks, applied].map((rows) => [...rows]);
}

scenario("a dry run of seed-odoo-finance writes to neither side but plans all", async (s) => {
  const project = await s.project("close");
  const task = await s.task("task", project, { tag_names: [s.ref("Tax")] });
  // Somebody else made this one: a real run would note that seed and Odoo agree on it.
  const found = await s.project("found");
  const theirs = { name: "found", x_external_ref: found };
  await (await s.bot()).create("project.project", [theirs]);
  const tables = openTables(s.database);
  await s.shadow();
  const [odoo, seeds] = [await snapshot(tables), await ownRows(s)];

  const first = await s.seed({ dry_run: true });
  deepStrictEqual([first.status, first.dry_run], [200, true]);
  deepStrictEqual(first.counts, { create: 2, update: 1 });
  deepStrictEqual(first.results, { projects: [], tasks: [] });
  deepStrictEqual(first.plan.map((row) => [row.external_ref, row.action]), [
    [project, "create"],
    [found, "update"],
    [task, "create"],
  ]);
  deepStrictEqual(first.plan[2]!.changes.tags, { from: null, to: [s.ref("Tax")] });
  deepStrictEqual(await snapshot(tables), odoo);
  deepStrictEqual(await ownRows(s), seeds);
  strictEqual((await s.run(first.run_id)).run_type, "plan");

  strictEqual((await s.seed()).status, 200);
  const { id } = (await readTask(s, task))!;
  await (await s.bot()).write("project.task", [id], { name: "Changed in Odoo" });
  const [odooLater, seedsLater] = [await snapshot(tables), await ownRows(s)];
  const second = await s.seed({ dry_run: true });
  deepStrictEqual(second.counts, { update: 1, noop: 2 });
  deepStrictEqual(second.plan[0]!.changes, { name: { from: "Changed in Odoo", to: "task" } });
  deepStrictEqual(await snapshot(tables), odooLater);
  deepStrictEqual(await ownRows(s), seedsLater);
  const [shadow] = await s.sql`
    select name from odoo_seed.shadow_tasks where binding = ${s.binding} and external_ref = ${task}`;
  strictEqual(shadow!.name, "Changed in Odoo");
  await tables.end();
}, { ignore: !hasTables });

/** Programmes year > quarter with a project each, and a project of no programme. */
async function programmes(s: Scenario) {
  const [year, quarter] = [s.ref("year"), s.ref("quarter")];
  await s.sql`
    insert into odoo_seed.programs (slug, name, parent_slug)
    values (${year}, 'Year', null), (${quarter}, 'Quarter', ${year})`;
  const projects = {
    year: await s.project("a", { program_slug: year }),
    quarter: await s.project("b", { program_slug: quarter }),
    none: await s.project("c"),
  };
  for (const project of Object.values(projects)) await s.task(`${project.slice(-1)}-task`, project);
  return { year, quarter, projects };
}

scenario("seed-odoo-finance keeps to the programme or the projects it is given", async (s) => {
  const { year, quarter, projects } = await programmes(s);
  const seeded = async (scope: Record<string, unknown>) => {
    const { status, results } = await s.seed(scope);
    strictEqual(status, 200);
    return [...results.projects, ...results.tasks].map((row) => row.external_ref).sort();
  };
  deepStrictEqual(await seeded({ program: quarter }), [projects.quarter, s.ref("b-task")]);
  deepStrictEqual(await seeded({ projects: [projects.none] }), [projects.none, s.ref("c-task")]);
  // A programme takes those below it along.
  for (const ref of [s.ref("a-task"), s.ref("b-task"), s.ref("c-task")]) {
    await s.updateTask(ref, { name: "Renamed" });
  }
  const below = [projects.year, s.ref("a-task"), s.ref("b-task")];
  deepStrictEqual(await seeded({ program: year }), below.sort());
  strictEqual((await readTask(s, s.ref("c-task")))!.name, "c-task");
  const both = { program: year, projects: [projects.none] };
  deepStrictEqual(await seeded(both), []);
  deepStrictEqual(await seeded({}), [s.ref("c-task")]);
});

scenario("seed-odoo-finance leaves what is disabled alone", async (s) => {
  const project = await s.project("off", { sync_enabled: false });
  await s.task("off-task", project);
  deepStrictEqual((await s.seed()).counts, {});
  strictEqual(await countOurs(s, "project.project"), 0);
  await s.bind({ sync_enabled: false });
  for (const answer of [await s.seed(), await s.shadow()]) {
    deepStrictEqual([answer.status, answer.code], [409, "binding_disabled"]);
  }
});

scenario("both functions answer 404 to what does not exist", async (s) => {
  await s.project("close");
  const other = await s.project("elsewhere", { tenant_slug: null });
  const nothing = s.ref("nothing");
  const asked: [Record<string, unknown>, string][] = [
    [{ program: nothing }, nothing],
    [{ projects: [nothing] }, nothing],
    [{ projects: [other] }, other], // it is another binding's
    [{ binding: nothing }, nothing],
  ];
  for (const [body, named] of asked) {
    const { status, code, detail, suggestion } = await s.seed(body);
    deepStrictEqual([status, code], [404, "not_found"], JSON.stringify(body));
    match(detail ?? "", new RegExp(`^Cannot start a run: .*${named}`));
    match(suggestion ?? "", /\.$/);
  }
  const shadow = await callFunction("shadow-odoo-finance", { binding: nothing });
  deepStrictEqual([shadow.status, shadow.code], [404, "not_found"]);
});
