import {
  deepStrictEqual,
  match,
  notStrictEqual,
  ok,
  rejects,
  strictEqual,
} from "node:assert/strict";
import { readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";
import { hasTables, openTables, snapshot } from "./support/tables.ts";

const { projectManager } = stack.odoo.logins;

/** Takes x_external_ref out of this Odoo, as it is before the first run of all. */
async function withoutRefField(s: Scenario): Promise<void> {
  const bot = await s.bot();
  const fields = await bot.searchRead("ir.model.fields", {
    domain: [["name", "=", "x_external_ref"]],
    fields: ["name"],
  });
  const ids = fields.map((field) => Number(field.id));
  await bot.call("ir.model.fields", "unlink", { ids });
}

async function hasRefField(s: Scenario): Promise<boolean> {
  return "x_external_ref" in await (await s.bot()).fieldsGet("project.task", ["type"]);
}

async function bindAs(s: Scenario, login: { login: string; password: string }): Promise<void> {
  await s.bind({ username: login.login });
  await s.bindSecret(login.password);
}

soleScenario("seed-odoo-finance makes x_external_ref where it is missing", async (s) => {
  await withoutRefField(s);
  const task = await s.task("task", await s.project("close"));

  const shadow = await s.shadow();
  deepStrictEqual([shadow.status, shadow.code], [502, "odoo_field_missing"]);
  match(shadow.suggestion ?? "", /seed-odoo-finance/);

  // A dry run never makes the field: all it can plan is creates.
  const tables = openTables(s.database);
  await s.seed({ dry_run: true });
  const before = await snapshot(tables);
  const planned = await s.seed({ dry_run: true });
  deepStrictEqual([planned.status, planned.counts], [200, { create: 2 }]);
  deepStrictEqual(await snapshot(tables), before);
  await tables.end();
  strictEqual(await hasRefField(s), false);

  await bindAs(s, projectManager);
  const refused = await s.seed();
  deepStrictEqual([refused.status, refused.code], [502, "odoo_field_missing"]);
  match(refused.suggestion ?? "", /x_external_ref/);
  strictEqual((await s.run(refused.run_id)).error.code, "odoo_field_missing");

  await bindAs(s, stack.odoo.logins.bot);
  const seeded = await s.seed();
  deepStrictEqual([seeded.status, seeded.counts], [200, { create: 2 }]);
  ok(await readTask(s, task));
  // Once the field is there, a project manager's rights are enough.
  await bindAs(s, projectManager);
  await s.updateTask(task, { name: "By the manager", depends_on_refs: [] });
  await s.task("second", s.ref("close"), { tag_names: [s.ref("Tax")], milestone_name: "Signed" });
  const managed = await s.seed();
  deepStrictEqual([managed.status, managed.errors], [200, []]);
  deepStrictEqual(managed.counts, { update: 1, create: 1, noop: 1 });
  strictEqual((await readTask(s, task))!.name, "By the manager");
}, { ignore: !hasTables });

soleScenario("seed-odoo-finance makes refs unique for a binding that wants it", async (s) => {
  const project = await s.project("close");
  const task = await s.task("task", project);
  await s.bind({ unique_refs: true });
  strictEqual((await s.seed()).status, 200);
  const tables = openTables(s.database);
  const indexes = await tables`
    select tablename from pg_indexes
    where indexdef like 'CREATE UNIQUE INDEX%x_external_ref%' order by 1`;
  await tables.end();
  deepStrictEqual(indexes.map((index) => index.tablename), ["project_project", "project_task"]);

  const bot = await s.bot();
  await rejects(bot.create("project.task", [{ name: "Twin", x_external_ref: task }]), /Odoo/);
  const again = await s.seed();
  deepStrictEqual([again.status, again.counts], [200, { noop: 2 }]);
  notStrictEqual(await readTask(s, task), undefined);

  const fresh = await s.task("more", project);
  await bindAs(s, projectManager);
  const refused = await s.seed();
  deepStrictEqual([refused.status, refused.code], [502, "odoo_access_denied"]);
  match(refused.suggestion ?? "", /unique_refs|Access Rights|administrator/);
  strictEqual(await readTask(s, fresh), undefined);
}, { ignore: !hasTables });

/** Mails and messages that this Odoo has made so far: without a mail server they stay there. */
async function countMails(s: Scenario): Promise<Record<string, number>> {
  const tables = openTables(s.database);
  const [counts] = await tables`
    select (select count(*)::int from mail_mail) as mails,
      (select count(*)::int from mail_message) as messages,
      (select count(*)::int from mail_notification) as notifications`;
  await tables.end();
  return counts as Record<string, number>;
}

async function seedWithPeople(s: Scenario, name: string, body = {}): Promise<void> {
  const people = ["amelia.reyes@example.com", "ben.osei@example.com"];
  const project = await s.project(name, { manager_email: "manager@example.com" });
  const task = await s.task(`${name}-task`, project, { assignee_emails: people });
  const answer = await s.seed(body);
  deepStrictEqual([answer.status, answer.errors], [200, []]);
  await s.updateTask(task, { assignee_emails: ["chloe.martin@example.com"], stage_name: "Done" });
  await s.updateProject(project, { manager_email: "diego.santos@example.com" });
  strictEqual((await s.seed(body)).counts.update, 2);
}

soleScenario("seed-odoo-finance mails nobody unless it is told to notify", async (s) => {
  const before = await countMails(s);
  await seedWithPeople(s, "quiet");
  deepStrictEqual(await countMails(s), before);
  await seedWithPeople(s, "loud", { notify: true });
  const after = await countMails(s);
  ok(after.messages! > before.messages!, "notify made no message");
  ok(
    after.mails! + after.notifications! > before.mails! + before.notifications!,
    "notify told nobody",
  );
}, { ignore: !hasTables });
