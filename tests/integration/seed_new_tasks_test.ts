import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { read, readProject, readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const model = "project.task";
const quiet = { tracking_disable: true, mail_auto_subscribe_no_notify: true };
/** Differ between any two tasks. */
const own = new Set([
  ...["id", "display_name", "x_external_ref", "create_date", "write_date"],
  ...["date_assign", "date_last_stage_update", "access_token", "message_follower_ids"],
]);

/** All that Odoo stores of the seeded task, and of one like it that Odoo itself made of bare values. */
async function seededAndOdoos(s: Scenario, ref: string, project: string) {
  const bot = await s.bot();
  const fields = await bot.fieldsGet(model, ["store"]);
  const stored = Object.keys(fields).filter((name) => fields[name]!.store);
  const seeded = (await read(s, model, ref, stored))!;
  const { id: projectId } = (await readProject(s, project))!;
  const bare = {
    name: seeded.name,
    project_id: projectId,
    stage_id: seeded.stage_id,
    x_external_ref: `${ref}-odoo`,
  };
  const people = seeded.user_ids as number[];
  await bot.create(model, [{ ...bare, user_ids: people.map((id) => [4, id]) }], quiet);
  const odoos = (await read(s, model, `${ref}-odoo`, stored))!;
  return { seeded, odoos };
}

const assignees = ["ben.osei@example.com", null];
const kinds = ["portal", "employees"].flatMap((visibility) =>
  assignees.flatMap((assignee) => [false, true].map((bulk) => ({ visibility, assignee, bulk })))
);

for (const { visibility, assignee, bulk } of kinds) {
  const title = `${assignee ? "an assigned" : "an unassigned"} task of a project for ${visibility}${
    bulk ? " in bulk" : ""
  }`;
  scenario(`seed-odoo-finance stores ${title} as Odoo does`, async (s) => {
    await s.bind({ bulk_action: bulk });
    const project = await s.project("close", { visibility });
    const ref = await s.task("bank", project, { name: "Bank", assignee_email: assignee });
    strictEqual((await s.seed()).ok, true);
    deepStrictEqual((await readTask(s, ref))!.assignees, assignee ? [assignee] : []);

    const { seeded, odoos } = await seededAndOdoos(s, ref, project);
    for (const field of Object.keys(odoos).filter((name) => !own.has(name))) {
      deepStrictEqual(seeded[field], odoos[field], field);
    }
    for (const row of [seeded, odoos]) {
      strictEqual(row.date_assign !== false, assignee !== null);
      if (visibility === "portal") match(String(row.access_token), /^[0-9a-f-]{36}$/);
      else strictEqual(row.access_token, false);
    }
    strictEqual((seeded.message_follower_ids as number[]).length, 1);
    strictEqual((odoos.message_follower_ids as number[]).length, 1);
  });
}
