import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { read, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";
import { hasTables, openTables } from "./support/tables.ts";

const actionName = "Odoo seed: write tasks in bulk";
const hours = ["working_hours_open", "working_hours_close"];

async function actions(s: Scenario): Promise<{ id: number; code: string }[]> {
  const domain = [["name", "=", actionName]];
  const bot = await s.bot();
  const rows = await bot.searchRead("ir.actions.server", { domain, fields: ["code"] });
  return rows.map((row) => ({ id: Number(row.id), code: String(row.code) }));
}

/** The working hours until assignment and until the end, as Odoo stores them. */
async function hoursOf(s: Scenario, ref: string): Promise<number[]> {
  const task = await read(s, "project.task", ref, hours);
  return hours.map((name) => Number(task![name]));
}

/** Makes Odoo believe that all tasks were made a month ago, the older ones two, and assigned after seven hours. */
async function age(s: Scenario): Promise<void> {
  const tables = openTables(s.database);
  await tables`
    update project_task set create_date = create_date - interval '30 days', working_hours_open = 7`;
  await tables`
    update project_task set create_date = create_date - interval '30 days' where name ~ 'older'`;
  await tables.end();
}

soleScenario("seed-odoo-finance counts working hours in bulk as Odoo does", async (s) => {
  const project = await s.project("close");
  const ways = ["plain", "bulk"];
  // Two of each, so that hours that were counted once are taken for another task.
  const closed = ["closed", "closed too", "older", "older too"];
  const assigned = { stage_name: "Open", assignee_email: "ben.osei@example.com" };
  for (const way of ways) {
    for (const name of ["moved", ...closed]) await s.task(`${way} ${name}`, project, assigned);
    await s.task(`${way} handed`, project, { stage_name: "Open" });
  }
  await s.task("other", project, { stage_name: "Closed" });
  strictEqual((await s.seed()).status, 200);
  const bot = await s.bot();
  const closing = await bot.searchRead("project.task.type", {
    domain: [["name", "=", "Closed"]],
    fields: ["name"],
  });
  await bot.write("project.task.type", closing.map(({ id }) => Number(id)), { fold: true });
  await age(s);

  for (const way of ways) {
    await s.bind({ bulk_action: way === "bulk" });
    await s.updateTask(s.ref(`${way} moved`), { stage_name: "Started" });
    for (const name of closed) {
      await s.updateTask(s.ref(`${way} ${name}`), { stage_name: "Closed" });
    }
    await s.updateTask(s.ref(`${way} handed`), { assignee_email: "amelia.reyes@example.com" });
    const answer = await s.seed();
    deepStrictEqual([answer.status, answer.errors], [200, []]);
    strictEqual((await actions(s)).length, way === "bulk" ? 1 : 0);
  }
  // A date that was written gives what Odoo counts: the working hours of thirty days.
  for (const name of [...closed, "handed"]) {
    const [plain, bulk] = await Promise.all(ways.map((way) => hoursOf(s, s.ref(`${way} ${name}`))));
    deepStrictEqual(bulk, plain, name);
    ok(Math.max(...bulk!) > 100, `${name}: ${bulk}`);
  }
  const [month, twoMonths] = await Promise.all(
    ["closed too", "older too"].map((name) => hoursOf(s, s.ref(`bulk ${name}`))),
  );
  ok(twoMonths![1]! > month![1]! + 100, `${twoMonths} after ${month}`);
  // A date that stays as it is leaves what was counted; Odoo itself counts anew.
  const [plain, bulk] = await Promise.all(ways.map((way) => hoursOf(s, s.ref(`${way} moved`))));
  deepStrictEqual([plain![0] === 7, bulk![0] === 7], [false, true]);
  strictEqual((await readTask(s, s.ref("bulk moved")))!.stage, "Started");
}, { ignore: !hasTables });

soleScenario("seed-odoo-finance keeps its server action as it should be", async (s) => {
  await s.bind({ bulk_action: true });
  const project = await s.project("close");
  const task = await s.task("task", project);
  strictEqual((await s.seed()).status, 200);
  const [made] = await actions(s);

  const bot = await s.bot();
  const [partners] = await bot.searchRead("ir.model", {
    domain: [["model", "=", "res.partner"]],
    fields: ["model"],
  });
  const decoy = { name: actionName, model_id: partners!.id, state: "code", code: made!.code };
  const [theirs] = await bot.create("ir.actions.server", [decoy]);
  await bot.write("ir.actions.server", [made!.id], { code: "raise UserError('spoilt')" });
  await s.updateTask(task, { name: "Renamed" });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, task))!.name, "Renamed");
  const kept = (await actions(s)).filter(({ id }) => id !== theirs);
  deepStrictEqual(kept, [made], "one that only has its name and its code is not run");
  await bot.call("ir.actions.server", "unlink", { ids: [theirs!] });

  await bot.call("ir.actions.server", "unlink", { ids: [made!.id] });
  await s.updateTask(task, { name: "Renamed again" });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, task))!.name, "Renamed again");
  deepStrictEqual((await actions(s)).map(({ code }) => code), [made!.code]);
});

soleScenario("seed-odoo-finance says who may not write in bulk", async (s) => {
  const project = await s.project("close");
  strictEqual((await s.seed()).status, 200);
  const task = await s.task("task", project);
  const { projectManager } = stack.odoo.logins;
  await s.bind({ bulk_action: true, username: projectManager.login });
  await s.bindSecret(projectManager.password);

  const refused = await s.seed();
  deepStrictEqual([refused.status, refused.code], [502, "odoo_access_denied"]);
  match(refused.suggestion ?? "", /bulk_action/);
  strictEqual(await readTask(s, task), undefined);

  await s.bind({ bulk_action: false });
  strictEqual((await s.seed()).status, 200);
  ok(await readTask(s, task));
});
