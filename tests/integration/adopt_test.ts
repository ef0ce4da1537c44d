import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { eventually } from "./support/eventually.ts";
import { post } from "./support/durable.ts";
import { ownFunction } from "./support/functions.ts";
import { killedAtSave } from "./support/interruptions.ts";
import { make, projectByHand, takeIn } from "./support/made_by_hand.ts";
import { countOurs, read, readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario, soleScenario } from "./support/scenarios.ts";

/** Seeds and records of the same names: two that match, one with two records, one with none. */
async function bothSides(s: Scenario) {
  const { bot, project, doing, done } = await projectByHand(s, s.ref("Close"), {
    privacy_visibility: "followers",
    allow_task_dependencies: true,
  });
  const task = (name: string, values = {}) =>
    make(bot, "project.task", { name, project_id: project, user_ids: [], ...values });
  const bank = await task("Reconcile bank", { stage_id: done });
  const report = await task("report ", { stage_id: doing, allocated_hours: 3 });
  const twins = [await task("Twin", { stage_id: doing }), await task("Twin", { stage_id: doing })];

  const ref = await s.project("P", { name: s.ref("Close"), visibility: "followers" });
  const stage = { stage_name: s.ref("Doing") };
  await s.task("bank", ref, { ...stage, name: "Reconcile bank" });
  await s.task("report", ref, { ...stage, name: "Report", planned_hours: 8 });
  await s.task("twin", ref, { ...stage, name: "Twin" });
  await s.task("new", ref, { ...stage, name: "New" });
  return { bot, project, bank, report, twins };
}

const matches = (s: Scenario, ids: { project: number; bank: number; report: number }) => [
  [s.ref("P"), ids.project],
  [s.ref("bank"), ids.bank],
  [s.ref("report"), ids.report],
];

scenario("adopt shows the match and the plan that would follow, and changes nothing", async (s) => {
  const ids = await bothSides(s);
  const answer = await takeIn(s, "adopt", { dry_run: true });
  strictEqual(answer.status, 207);
  deepStrictEqual(
    answer.matched.map((row) => [row.external_ref, row.odoo_id]),
    matches(s, ids),
  );
  deepStrictEqual(answer.ambiguous, [
    { model: "project.task", external_ref: s.ref("twin"), odoo_ids: ids.twins, rivals: [] },
  ]);
  deepStrictEqual(answer.unmatched, [{ model: "project.task", external_ref: s.ref("new") }]);
  deepStrictEqual(answer.counts, { create: 2, noop: 2, update: 1 });
  const report = answer.plan.find((row) => row.external_ref === s.ref("report"));
  deepStrictEqual(report?.changes, {
    name: { from: "report ", to: "Report" },
    planned_hours: { from: 3, to: 8 },
  });
  strictEqual(await countOurs(s, "project.task"), 0);
  strictEqual((await s.run(answer.run_id)).run_type, "plan");
  deepStrictEqual((await s.seed({ dry_run: true })).counts, { create: 5 });
});

soleScenario("adopt looks at an Odoo that has never seen a ref without touching it", async (s) => {
  const ids = await bothSides(s);
  const fields = await ids.bot.searchRead("ir.model.fields", {
    domain: [["name", "=", "x_external_ref"]],
    fields: ["name"],
  });
  const columns = fields.map((field) => Number(field.id));
  await ids.bot.call("ir.model.fields", "unlink", { ids: columns });
  const answer = await takeIn(s, "adopt", { dry_run: true });
  deepStrictEqual(
    [answer.matched.length, answer.counts],
    [3, { create: 2, noop: 2, update: 1 }],
  );
  const known = await ids.bot.fieldsGet("project.task", ["type"]);
  strictEqual("x_external_ref" in known, false);
  strictEqual((await takeIn(s, "adopt", {})).matched.length, 3);
  strictEqual((await read(s, "project.task", s.ref("bank"), ["name"]))!.id, ids.bank);
});

scenario("adopt gives records their refs and leaves doubtful ones alone", async (s) => {
  const ids = await bothSides(s);
  const answer = await takeIn(s, "adopt", { match: { by: "name" } });
  deepStrictEqual([answer.status, answer.errors.map((error) => error.code)], [207, ["ambiguous"]]);
  deepStrictEqual(answer.counts, { create: 2, noop: 2, update: 1 });
  strictEqual((await read(s, "project.project", s.ref("P"), ["name"]))!.id, ids.project);
  strictEqual(await countOurs(s, "project.task"), 2);
  const run = await s.run(answer.run_id);
  deepStrictEqual([run.run_type, run.status, run.projects_synced, run.tasks_synced], [
    "adopt",
    "partial",
    1,
    2,
  ]);

  // Once a person has decided, the rest is found; what nobody has is created.
  await ids.bot.call("project.task", "unlink", { ids: [ids.twins[1]!] });
  const decided = await takeIn(s, "adopt", {});
  deepStrictEqual([decided.status, decided.matched.length], [200, 1]);
  const seeded = await s.seed();
  deepStrictEqual([seeded.status, seeded.counts], [200, { create: 1, noop: 3, update: 1 }]);
  deepStrictEqual((await s.seed()).counts, { noop: 5 });
  const { id, stage, hours } = (await readTask(s, s.ref("bank")))!;
  deepStrictEqual([id, stage, hours], [ids.bank, s.ref("Done"), 0]);
  strictEqual((await readTask(s, s.ref("report")))!.hours, 8);
});

scenario(
  "adopt opens no project that people have closed, unless its seed is to have its way",
  async (s) => {
    const closed = { privacy_visibility: "followers", allow_task_dependencies: false };
    await projectByHand(s, s.ref("Close"), closed);
    const ref = await s.project("P", { name: s.ref("Close") });
    const { counts } = await takeIn(s, "adopt", { take: "seed", dry_run: true });
    deepStrictEqual(counts, { update: 1 });
    deepStrictEqual((await takeIn(s, "adopt", { dry_run: true })).counts, { noop: 1 });
    deepStrictEqual((await takeIn(s, "adopt", {})).counts, { noop: 1 });
    deepStrictEqual((await s.seed()).counts, { noop: 1 });
    const fields = ["privacy_visibility", "allow_task_dependencies"];
    const project = await read(s, "project.project", ref, fields);
    deepStrictEqual(fields.map((field) => project![field]), ["followers", false]);
    const [seed] = await s.sql`
    select visibility, allow_dependencies from odoo_seed.projects where external_ref = ${ref}`;
    deepStrictEqual(seed, { visibility: "followers", allow_dependencies: false });
  },
);

scenario("adopt with take odoo ends in a no-op plan", async (s) => {
  await bothSides(s);
  const [twin, fresh] = [s.ref("twin"), s.ref("new")];
  await s.sql`delete from odoo_seed.tasks where external_ref in (${twin}, ${fresh})`;
  const preview = await takeIn(s, "adopt", { take: "odoo", dry_run: true });
  deepStrictEqual([preview.status, preview.counts], [200, { noop: 3 }]);
  const [before] = await s.sql`
    select stage_name from odoo_seed.tasks where external_ref = ${s.ref("bank")}`;
  strictEqual(before!.stage_name, s.ref("Doing"));

  const answer = await takeIn(s, "adopt", { take: "odoo" });
  deepStrictEqual([answer.status, answer.counts, answer.plan], [200, { noop: 3 }, []]);
  const tasks = await s.sql`
    select name, stage_name, planned_hours::float from odoo_seed.tasks
    where project_external_ref = ${s.ref("P")} order by external_ref`;
  deepStrictEqual(tasks.map((row) => ({ ...row })), [
    { name: "Reconcile bank", stage_name: s.ref("Done"), planned_hours: null },
    { name: "report ", stage_name: s.ref("Doing"), planned_hours: 3 },
  ]);
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
});

scenario("adopt with take seed lets the seed have its way in every field", async (s) => {
  await bothSides(s);
  const answer = await takeIn(s, "adopt", { take: "seed" });
  const bank = answer.plan.find((row) => row.external_ref === s.ref("bank"));
  deepStrictEqual(bank?.changes, { stage: { from: s.ref("Done"), to: s.ref("Doing") } });
  await s.seed({ projects: [s.ref("P")] });
  strictEqual((await readTask(s, s.ref("bank")))!.stage, s.ref("Doing"));
});

scenario("adopt matches by any text or id that both sides hold", async (s) => {
  const { bot, bank, report } = await bothSides(s);
  await bot.write("project.task", [report], { email_cc: s.ref("bank") });
  const tasks = { by: "field", field: "email_cc" };
  const coded = await takeIn(s, "adopt", { match: { tasks }, dry_run: true });
  deepStrictEqual(coded.matched.map((row) => [row.external_ref, row.odoo_id]), [
    [s.ref("bank"), report],
  ]);
  await s.updateTask(s.ref("new"), { odoo_task_id: bank });
  const numbered = { by: "field", field: "id", column: "odoo_id" };
  const byId = await takeIn(s, "adopt", { match: { tasks: numbered }, dry_run: true });
  deepStrictEqual(byId.matched.map((row) => [row.external_ref, row.odoo_id]), [
    [s.ref("new"), bank],
  ]);
  for (const field of ["x_nothing", "stage_id"]) {
    const refused = await takeIn(s, "adopt", { match: { by: "field", field } });
    deepStrictEqual([refused.status, refused.code], [400, "invalid_request"]);
    match(refused.detail ?? "", new RegExp(field));
  }
});

scenario("adopt goes on where a run was killed", async (s) => {
  const { bot, project, done } = await projectByHand(s, s.ref("Close"), {
    privacy_visibility: "employees",
    allow_task_dependencies: true,
  });
  const values = { project_id: project, stage_id: done, user_ids: [] };
  const names = Array.from({ length: 300 }, (_, n) => `task ${n + 1}`);
  await bot.create("project.task", names.map((name) => ({ name, ...values })));
  const ref = await s.project("P", { name: s.ref("Close") });
  await s.tasks(300, "task", ref);
  await s.sql`
    update odoo_seed.tasks set stage_name = ${s.ref("Doing")} where project_external_ref = ${ref}`;

  const left = 300 - await killedAtSave(s, "/adopt", { binding: s.binding });
  const again = await takeIn(s, "adopt", {});
  deepStrictEqual([again.status, again.matched.length, again.counts], [200, left, { noop: 301 }]);
  strictEqual((await read(s, "project.project", ref, ["name"]))!.id, project);
  deepStrictEqual((await s.seed()).counts, { noop: 301 });
});

scenario("adopt ends before it changes anything where reading Odoo takes too long", async (s) => {
  const other = await s.project("other");
  await s.tasks(3, "Other", other);
  strictEqual((await s.seed()).status, 200);
  await bothSides(s);
  // One more page to read, and no time left for it.
  const bot = await s.bot();
  const [edited] = await bot.call("project.task", "search", {
    kwargs: { domain: [["x_external_ref", "=", s.ref("Other-2")]] },
  }) as number[];
  await bot.write("project.task", [edited!], { name: "Edited" });
  await using own = await ownFunction("seed-odoo-finance", { SEED_SLICE_SECONDS: "0.001" });
  const body = { binding: s.binding };
  const answer = await post("/adopt", { body, base: own.url });
  strictEqual(answer.status, 504, JSON.stringify(answer));
  const told = answer as unknown as { code: string; detail: string; suggestion: string };
  strictEqual(told.code, "odoo_timeout");
  match(told.detail, /^Cannot read this Odoo in one go: that takes longer than 0\.001 s\.$/);
  match(told.suggestion, /shadow-odoo-finance/);
  strictEqual(await countOurs(s, "project.project"), 1);
  strictEqual((await s.run(answer.run_id)).status, "failed");

  // What was written in the second of a shadow is read once more by the next one.
  await eventually("nothing is left to be read", async () => {
    strictEqual((await s.shadow()).status, 200);
    return (await post("/adopt", { body, base: own.url })).status === 207;
  });
  strictEqual(await countOurs(s, "project.project"), 2);
});
