import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { ReportedRow } from "./support/functions.ts";
import { make, projectByHand, takeIn } from "./support/made_by_hand.ts";
import { soleScenario } from "./support/scenarios.ts";
import { hasTables, openTables } from "./support/tables.ts";

const unreadable = (errors: ReportedRow[]) =>
  errors.filter(({ code }) => code === "unreadable")
    .map(({ external_ref, field }) => `${external_ref} ${field}`).sort();

soleScenario("what cannot be read of records that come in is told", async (s) => {
  const { bot, project } = await projectByHand(s, s.ref("Close"));
  const task = (name: string) =>
    make(bot, "project.task", { name, project_id: project, user_ids: [] });
  const bank = await task("Bank");
  const report = await task("Report");
  const seed = await s.project("P", { name: s.ref("Close") });
  const ref = await s.task("bank", seed, { name: "Bank", stage_name: null });
  const tables = openTables(s.database);
  await tables`
    update project_task set allocated_hours = 'NaN' where id in ${tables([bank, report])}`;
  await tables.end();

  const shown = await takeIn(s, "adopt", { dry_run: true });
  deepStrictEqual([shown.status, unreadable(shown.errors)], [207, [`${ref} planned_hours`]]);
  const adopted = await takeIn(s, "adopt", {});
  deepStrictEqual(
    [adopted.status, unreadable(adopted.errors)],
    [207, [`project.task,${report} planned_hours`, `${ref} planned_hours`].sort()],
  );
  strictEqual((await s.run(adopted.run_id)).status, "partial");

  const imported = await takeIn(s, "import", {
    odoo_project: project,
    program: { slug: s.ref("program") },
    project_ref: seed,
    task_ref_prefix: `${seed}-`,
  });
  deepStrictEqual(
    [imported.status, imported.errors.map(({ code, external_ref }) => [code, external_ref]).sort()],
    [207, [["unreadable", ref], ["unreadable", `${seed}-001`]].sort()],
  );
}, { ignore: !hasTables });
