import type { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";
import type { Scenario } from "./scenario.ts";

type Row = Record<string, unknown>;
const archivedToo = { active_test: false };

/** Reads the fields of the one record with this ref; undefined when Odoo has none. */
export async function read(
  s: Scenario,
  model: string,
  ref: string,
  fields: string[],
): Promise<Row | undefined> {
  const domain = [["x_external_ref", "=", ref]];
  const bot = await s.bot();
  const rows = await bot.searchRead(model, { domain, fields, context: archivedToo });
  if (rows.length > 1) throw new Error(`Cannot read ${ref}: it is on ${rows.length} records.`);
  return rows[0];
}

/** How many records of a model carry refs of this test. */
export async function countOurs(s: Scenario, model: string): Promise<number> {
  const domain = [["x_external_ref", "=like", `${s.id}-%`]];
  const rows = await (await s.bot()).searchRead(model, {
    domain,
    fields: ["x_external_ref"],
    context: archivedToo,
  });
  return rows.length;
}

/** How many records of a model have this name, archived and personal ones included. */
export async function countNamed(s: Scenario, model: string, name: string): Promise<number> {
  const domain = [["name", "=", name]];
  const context = { active_test: false };
  const bot = await s.bot();
  return (await bot.searchRead(model, { domain, fields: ["name"], context })).length;
}

/** The ids behind a value of a relation, by what they are called; sorted. */
async function called(bot: OdooClient, model: string, value: unknown, field = "name") {
  const ids = Array.isArray(value) ? value : value === false ? [] : [value];
  if (ids.length === 0) return [];
  const domain = [["id", "in", ids]];
  const rows = await bot.searchRead(model, { domain, fields: [field], context: archivedToo });
  return rows.map((row) => row[field]).sort();
}

const taskFields = ["name", "description", "allocated_hours", "date_deadline", "sequence"];

/** A task as people see it: names and refs for ids. */
export async function readTask(s: Scenario, ref: string) {
  const bot = await s.bot();
  const relations = ["project_id", "stage_id", "tag_ids", "user_ids", "milestone_id", "parent_id"];
  const fields = [...taskFields, ...relations, "depend_on_ids", "state", "active"];
  const row = await read(s, "project.task", ref, fields);
  if (!row) return undefined;
  const one = async (model: string, value: unknown, field?: string) =>
    (await called(bot, model, value, field))[0];
  return {
    id: Number(row.id),
    name: row.name,
    description: row.description,
    hours: row.allocated_hours,
    deadline: row.date_deadline,
    sequence: row.sequence,
    state: row.state,
    active: row.active,
    project: await one("project.project", row.project_id, "x_external_ref"),
    stage: await one("project.task.type", row.stage_id),
    tags: await called(bot, "project.tags", row.tag_ids),
    assignees: await called(bot, "res.users", row.user_ids, "login"),
    milestone: await one("project.milestone", row.milestone_id),
    parent: await one("project.task", row.parent_id, "x_external_ref"),
    dependsOn: await called(bot, "project.task", row.depend_on_ids, "x_external_ref"),
  };
}

/** A project as people see it. */
export async function readProject(s: Scenario, ref: string) {
  const bot = await s.bot();
  const plain = ["name", "description", "date_start", "date", "sequence", "active"];
  const flags = ["allow_task_dependencies", "allow_milestones", "privacy_visibility"];
  const relations = ["company_id", "user_id", "type_ids"];
  const row = await read(s, "project.project", ref, [...plain, ...flags, ...relations]);
  if (!row) return undefined;
  return {
    id: Number(row.id),
    name: row.name,
    description: row.description,
    dates: [row.date_start, row.date],
    sequence: row.sequence,
    active: row.active,
    dependencies: row.allow_task_dependencies,
    milestones: row.allow_milestones,
    visibility: row.privacy_visibility,
    company: (await called(bot, "res.company", row.company_id))[0],
    manager: (await called(bot, "res.users", row.user_id, "login"))[0],
    stages: await called(bot, "project.task.type", row.type_ids),
  };
}
