import { type Label, observeLabels } from "../../database/observation.ts";
import { observeNames } from "../../database/shadow.ts";
import { isDataError } from "../../odoo/faults.ts";
import { models } from "../../odoo/models.ts";
import type { Domain } from "../../odoo/types.ts";
import { isId } from "../../odoo/kinds.ts";
import { integer, integers, text } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { longestName, readAll } from "./read_all.ts";
import { readUsers } from "./users.ts";
import { learnLanguages, readTranslations, type Translations } from "../session/languages.ts";
import type { Run } from "../session/run.ts";

/** Reads, in one call each, all that seeds refer to by name, and tells Postgres which companies and people there are. */
export async function observeNamesOf(run: Run, session: OdooSession): Promise<void> {
  const readTranslated = () =>
    Promise.all([readStages(session), readOurMilestones(session), readTags(session)]);
  const [first, spoken] = await Promise.all([
    readTranslated(),
    readUsers(run, session),
    readCompanies(run, session),
  ]);
  const again = await learnLanguages(session, spoken);
  const [stages, milestones, tags] = again ? await readTranslated() : first;
  const { sql } = run.deps;
  await Promise.all([
    observeLabels(sql, run.id, "stage", stages),
    observeLabels(sql, run.id, "milestone", milestones),
    observeLabels(sql, run.id, "tag", tags),
    observeLabels(sql, run.id, "user", session.names.users.labels()),
  ]);
}

/** Reads the records of a domain, and what each is called in other languages, where its model has such names. */
async function readNamed(
  session: OdooSession,
  model: string,
  { fields, domain = [], order = "id" }: { fields: string[]; domain?: Domain; order?: string },
) {
  const { client, languages, readContext: context } = session;
  const several = languages.others.length > 0;
  const translated = several &&
    Boolean((await client.fieldsGet(model, ["translate"])).name?.translate);
  const [records, translations] = await Promise.all([
    client.searchRead(model, { domain, fields, order, context }),
    translated ? readTranslations(session, model, domain) : new Map<number, Translations>(),
  ]);
  return named(records, (record, odoo_id, label) => ({
    record,
    odoo_id,
    label,
    others: Object.values(translations.get(odoo_id) ?? {}),
  }));
}

async function readCompanies(run: Run, session: OdooSession): Promise<void> {
  const { companies } = session.names;
  const rows = await readAll(session, "res.company", ["name"]);
  const labels = named(rows, (_, odoo_id, label) => {
    session.names.learnCompany(odoo_id, label);
    return { odoo_id, label };
  });
  const { sql } = run.deps;
  const sayable = companies.entries().filter(([name]) => name.length <= longestName);
  await Promise.all([
    observeNames(sql, run.id, "company", sayable),
    observeLabels(sql, run.id, "company", labels),
  ]);
}

type Row = Record<string, unknown>;

/** What is made of the rows that say who they are; one whose id or name cannot be read is `model,id` to us. */
function named<T>(rows: Row[], learn: (row: Row, id: number, name: string) => T): T[] {
  return rows.flatMap((row) => {
    const name = text(row.name);
    return isId(row.id) && name !== null ? [learn(row, row.id, name)] : [];
  });
}

/** Reads all tags. */
export async function readTags(session: OdooSession): Promise<Label[]> {
  const tags = await readNamed(session, "project.tags", { fields: ["name"] });
  return tags.map(({ odoo_id, label, others }) => {
    session.names.learnTag(odoo_id, label, others);
    return { odoo_id, label, others };
  });
}

/**
 * Shared stages only: those with a user are somebody's personal ones. Of several with one name the
 * oldest that is not archived is found; an archived one by its own projects alone, so that no other
 * gets it.
 */
async function readStages(session: OdooSession): Promise<Label[]> {
  const { names } = session;
  const stages = await readStageRows(session);
  return stages.map(({ record, odoo_id, label, others }) => {
    const projects = integers(record.project_ids);
    const active = record.active === true;
    if (active) names.learnStage(odoo_id, label, others);
    else names.labelStage(odoo_id, label);
    names.linkStage(odoo_id, label, projects, others);
    return { odoo_id, label, others, active, projects };
  });
}

/** With a stage's projects Odoo reads these, whoever's they are: where it stumbles over one, they are searched for. */
async function readStageRows(session: OdooSession) {
  const { client, readContext: context } = session;
  const domain = [["user_id", "=", false]];
  const fields = ["name", "active"];
  const query = { domain, fields, order: "active desc, id" };
  try {
    const whole = { ...query, fields: [...fields, "project_ids"] };
    return await readNamed(session, "project.task.type", whole);
  } catch (error) {
    if (!isDataError(error)) throw error;
  }
  const stages = await readNamed(session, "project.task.type", query);
  const [projectModel] = models;
  for (const { record, odoo_id } of stages) {
    const kwargs = { domain: [["type_ids", "in", [odoo_id]]], order: "id" };
    record.project_ids = await client.call(projectModel, "search", { kwargs, context });
  }
  return stages;
}

async function readOurMilestones(session: OdooSession): Promise<Label[]> {
  const { tasks, projects } = session;
  if (!tasks.hasMilestones || !projects.hasRef) return [];
  return await readMilestones(session, [["project_id.x_external_ref", "!=", false]]);
}

/** Reads the milestones of a domain. */
export async function readMilestones(session: OdooSession, domain: Domain): Promise<Label[]> {
  const { names } = session;
  const query = { fields: ["name", "project_id"], domain };
  const milestones = await readNamed(session, "project.milestone", query);
  return milestones.map(({ record, odoo_id, label, others }) => {
    const project = integer(record.project_id);
    names.learnMilestone(odoo_id, label, project, others);
    return { odoo_id, label, others, projects: project === null ? [] : [project] };
  });
}
