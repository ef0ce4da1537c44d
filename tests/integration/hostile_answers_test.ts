import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { hostileAnswers, isOdd, oddValues, type Victim } from "./support/hostile.ts";
import { startProxy } from "./support/proxy.ts";
import type { Scenario } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";

const fields = [
  ...[
    "id",
    "name",
    "project_id",
    "description",
    "stage_id",
    "tag_ids",
    "date_deadline",
    "sequence",
  ],
  ...["parent_id", "active", "write_date", "write_uid", "user_ids", "allocated_hours"],
  ...["x_external_ref", "milestone_id", "depend_on_ids", "state"],
];

/** Every field with every kind, and some that nobody thought of. */
function attacks(): Omit<Victim, "id">[] {
  const known = fields.flatMap((field) => Object.values(oddValues).map((odd) => ({ field, odd })));
  const any = fc.record({ field: fc.constantFrom(...fields), odd: fc.json() });
  return [...known, ...fc.sample(any, 60)].filter(isOdd);
}

/** A project of tasks of which the seeds say everything, and which Odoo holds. */
async function everythingSaid(s: Scenario, count: number): Promise<string> {
  const project = await s.project("close");
  await s.tasks(count, "Task", project);
  await s.task("milestones", project);
  await s.sql`
    update odoo_seed.tasks
    set description = '<p>x</p>', stage_name = ${s.ref("Doing")}, tag_names = ${[s.ref("a")]},
      assignee_email = 'ben.osei@example.com', planned_hours = 8, sequence = 5,
      date_deadline = '2026-03-31 17:00Z', milestone_name = 'M', depends_on_refs = ${[
    s.ref("milestones"),
  ]}
    where project_external_ref = ${project} and external_ref <> ${s.ref("milestones")}`;
  const answer = await s.seed();
  strictEqual(answer.status, 200, JSON.stringify(answer.errors));
  return project;
}

async function idsByRef(s: Scenario): Promise<Map<string, number>> {
  const rows = await s.sql`
    select external_ref, odoo_id from odoo_seed.shadow_tasks where binding = ${s.binding}`;
  return new Map(rows.map((row) => [row.external_ref, row.odoo_id]));
}

async function namesInOdoo(s: Scenario): Promise<Map<string, unknown>> {
  const rows = await (await s.bot()).searchRead("project.task", {
    domain: [["x_external_ref", "=like", `${s.id}-Task%`]],
    fields: ["x_external_ref", "name"],
    context: { active_test: false },
  });
  const names = new Map(rows.map((row) => [String(row.x_external_ref), row.name]));
  strictEqual(names.size, rows.length, "no task is doubled");
  return names;
}

for (const full of [false, true]) {
  const way = full ? "full" : "incremental";
  soleScenario(`hostile answers of Odoo stop no other row (${way})`, async (s) => {
    const list = attacks();
    const harmless = 20;
    const count = list.length + harmless;
    const project = await everythingSaid(s, count);
    const ids = await idsByRef(s);
    const victims = list.map((attack, index) => {
      const ref = s.ref(`Task-${index + 1}`);
      return { ...attack, ref, id: ids.get(ref)! };
    });
    await s.sql`
      update odoo_seed.tasks set name = 'New ' || external_ref, planned_hours = 9
      where project_external_ref = ${project} and external_ref like ${s.ref("Task%")}`;
    const rewrite = hostileAnswers(victims);
    await using proxy = await startProxy((call) => rewrite(call));
    const { url } = (await s.sql`select url from ops.odoo_bindings where name = ${s.binding}`)[0]!;

    await s.bind({ url: proxy.url });
    const answer = await s.seed({ full });
    strictEqual(answer.status, 207, JSON.stringify(answer).slice(0, 2000));
    const attacked = new Set(victims.map(({ ref }) => ref));
    const strays = answer.errors.filter((error) => !attacked.has(error.external_ref))
      .filter((error) => error.field !== "id");
    deepStrictEqual(strays, []);
    const codes = [...new Set(answer.errors.map(({ code }) => code))].sort();
    deepStrictEqual(codes, ["not_stored", "unreadable"]);
    const lost = new Set(victims.filter(({ field }) => field === "id").map(({ ref }) => ref));
    const names = await namesInOdoo(s);
    strictEqual(names.size, count);
    for (const [ref, name] of names) {
      if (!lost.has(ref)) strictEqual(name, `New ${ref}`);
    }
    for (const { code, external_ref, field, message } of answer.errors) {
      ok(message.length < 400, message);
      ok(!/\burl\b/i.test(message), message);
      if (code === "unreadable" && field !== "id") ok(message.includes(external_ref), message);
    }

    await s.bind({ url });
    const clean = await s.seed({ full: true });
    strictEqual(clean.status, 200, JSON.stringify(clean.errors));
    const after = await namesInOdoo(s);
    deepStrictEqual([...after].filter(([ref, name]) => name !== `New ${ref}`), []);
    strictEqual(after.size, count);
    deepStrictEqual((await s.seed()).counts, { noop: count + 2 });
  });
}
