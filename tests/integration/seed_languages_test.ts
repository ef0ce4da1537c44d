import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { takeIn } from "./support/made_by_hand.ts";
import { countNamed, read, readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";

const french = { lang: "fr_FR" };

/** Activates French, and returns a person who works in it. */
async function inFrench(s: Scenario): Promise<OdooClient> {
  const bot = await s.bot();
  const [language] = await bot.searchRead("res.lang", {
    domain: [["code", "=", "fr_FR"]],
    fields: ["code"],
    context: { active_test: false },
  });
  const wizard = { lang_ids: [[6, 0, [language!.id]]], overwrite: false };
  const ids = await bot.create("base.language.install", [wizard]);
  await bot.call("base.language.install", "lang_install", { ids });
  const person = await s.as(stack.odoo.logins.projectManager);
  // Settings alone write no contacts, and so no users, before 19.
  const admin = await s.as(stack.odoo.logins.admin);
  await admin.write("res.users", [person.uid], french);
  return person;
}

async function inLanguage(s: Scenario, model: string, id: number, lang: string) {
  const domain = [["id", "=", id]];
  const context = { active_test: false, lang };
  const [record] = await (await s.bot()).searchRead(model, { domain, fields: ["name"], context });
  return record!.name;
}

soleScenario("a project that people renamed in French is told, and left alone", async (s) => {
  const project = await s.project("close", { name: "Month-end close" });
  const { id } = (await s.seed()).results.projects.map(({ odoo_id }) => ({ id: odoo_id }))[0]!;
  const person = await inFrench(s);
  deepStrictEqual((await s.shadow()).drift, {});

  await person.write("project.project", [id], { name: "Clôture mensuelle" }, french);
  deepStrictEqual((await s.shadow()).drift, { translation: 1 });
  const [drift] = await s.sql`
    select kind, external_ref, field, expected, actual, odoo_write_by, winner
    from odoo_seed.v_drift where binding = ${s.binding}`;
  deepStrictEqual(drift, {
    kind: "translation",
    external_ref: project,
    field: "name:fr_FR",
    expected: "Month-end close",
    actual: "Clôture mensuelle",
    odoo_write_by: stack.odoo.logins.projectManager.login,
    winner: "odoo",
  });
  deepStrictEqual((await s.seed()).counts, { noop: 1 });

  await s.updateProject(project, { name: "Closing the month" });
  deepStrictEqual((await s.seed()).counts, { update: 1 });
  strictEqual(await inLanguage(s, "project.project", id, "en_US"), "Closing the month");
  strictEqual(await inLanguage(s, "project.project", id, "fr_FR"), "Clôture mensuelle");
  deepStrictEqual((await s.seed()).counts, { noop: 1 });

  await person.write("project.project", [id], { name: "Closing the month" }, french);
  deepStrictEqual((await s.shadow()).drift, {});
});

soleScenario("a stage and a tag are found by their name in any language", async (s) => {
  const bot = await s.bot();
  const project = await s.project("close");
  strictEqual((await s.seed()).status, 200);
  const { id: projectId } = (await readProject(s, project))!;
  await inFrench(s);
  const named = async (model: string, english: string, name: string, more = {}) => {
    const [id] = await bot.create(model, [{ name: english, ...more }]);
    await bot.write(model, [id!], { name }, french);
    return id!;
  };
  const links = { project_ids: [[6, 0, [projectId]]] };
  const stage = await named("project.task.type", "Waiting", "En attente", links);
  const tag = await named("project.tags", "Tax", "Impôts");

  const said = [
    await s.task("french", project, { stage_name: "En attente", tag_names: ["Impôts"] }),
    await s.task("padded", project, { stage_name: " En  attente", tag_names: ["Impôts "] }),
    await s.task("english", project, { stage_name: "Waiting", tag_names: ["Tax"] }),
    await s.task("both", project, { stage_name: "Waiting", tag_names: ["Impôts", "Tax"] }),
  ];
  deepStrictEqual((await s.seed()).counts, { create: said.length, noop: 1 });
  for (const ref of said) {
    const task = await read(s, "project.task", ref, ["stage_id", "tag_ids"]);
    deepStrictEqual([task!.stage_id, task!.tag_ids], [stage, [tag]]);
  }
  for (const [model, name] of [["project.task.type", "En attente"], ["project.tags", "Impôts"]]) {
    strictEqual(await countNamed(s, model!, name!), 0);
  }
  deepStrictEqual((await s.seed()).counts, { noop: said.length + 1 });
  deepStrictEqual((await s.shadow({ full: true })).drift, {});

  // The same record in other words: nothing of it is lost on people's side.
  await s.updateTask(said[0]!, { stage_name: "Waiting" });
  strictEqual((await s.seed()).status, 200);
  deepStrictEqual((await s.seed()).counts, { noop: said.length + 1 });
  strictEqual((await readTask(s, said[0]!))!.stage, "Waiting");

  // Had it been doubled before, people would be told.
  await bot.create("project.task.type", [{ name: "En attente", ...links }]);
  deepStrictEqual((await s.shadow()).drift, { look_alike: 1 });
});

soleScenario("adopt finds a project by its name in any language, in a dry run, too", async (s) => {
  const bot = await s.bot();
  await inFrench(s);
  const [id] = await bot.create("project.project", [{ name: "Month-end close" }]);
  await bot.write("project.project", [id!], { name: "Clôture  mensuelle" }, french);
  const [milestone] = await bot.create("project.milestone", [{ name: "Signed", project_id: id }]);
  const values = { name: "Reconcile", project_id: id, milestone_id: milestone };
  const [task] = await bot.create("project.task", [values]);
  const project = await s.project("close", { name: "clôture mensuelle" });
  await s.task("task", project, { name: "Reconcile", stage_name: null });

  for (const dry_run of [true, false]) {
    const match = { projects: { by: "name" }, tasks: { by: "name" } };
    const answer = await takeIn(s, "adopt", { match, dry_run });
    deepStrictEqual([answer.status, answer.unmatched], [200, []]);
    deepStrictEqual(answer.matched.map((row) => [row.external_ref, row.odoo_id]), [
      [project, id],
      [s.ref("task"), task],
    ]);
  }
});

soleScenario("a binding's seeds speak the language that it says", async (s) => {
  await s.bind(french);
  const project = await s.project("close", { name: "Clôture mensuelle" });
  const refused = await s.seed();
  deepStrictEqual([refused.status, refused.code], [500, "misconfigured"]);
  match(refused.detail!, /speak fr_FR to Odoo.*active there are en_US\./);

  await inFrench(s);
  const task = await s.task("task", project, { stage_name: "À faire", tag_names: ["Impôts"] });
  deepStrictEqual((await s.seed()).counts, { create: 2 });
  deepStrictEqual((await s.seed()).counts, { noop: 2 });
  const { id } = (await readProject(s, project))!;
  const row = await read(s, "project.task", task, ["stage_id"]);
  strictEqual(
    await inLanguage(s, "project.task.type", Number(row!.stage_id), "fr_FR"),
    "À faire",
  );

  // What nobody translated goes along; what somebody did stays.
  await s.updateProject(project, { name: "Arrêté des comptes" });
  deepStrictEqual((await s.seed()).counts, { noop: 1, update: 1 });
  strictEqual(await inLanguage(s, "project.project", id, "fr_FR"), "Arrêté des comptes");
  strictEqual(await inLanguage(s, "project.project", id, "en_US"), "Arrêté des comptes");
  deepStrictEqual((await s.shadow()).drift, {});

  const bot = await s.bot();
  await bot.write("project.project", [id], { name: "Month-end" }, { lang: "en_US" });
  await s.updateProject(project, { name: "Clôture" });
  deepStrictEqual((await s.seed()).counts, { noop: 1, update: 1 });
  strictEqual(await inLanguage(s, "project.project", id, "en_US"), "Month-end");
  deepStrictEqual((await s.shadow()).drift, { translation: 1 });

  // A French user's word against that of French seeds is drift of the name itself.
  await bot.write("project.project", [id], { name: "Autre chose" }, french);
  deepStrictEqual((await s.shadow()).drift, { name: 1, translation: 1 });
  deepStrictEqual((await s.seed()).counts, { noop: 1, update: 1 });
});
