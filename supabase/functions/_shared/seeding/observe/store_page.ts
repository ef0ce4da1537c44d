import type { Model } from "../../database/runs.ts";
import { observePage } from "../../database/shadow.ts";
import { shadowProject } from "../../odoo/project_mapping.ts";
import { shadowTask } from "../../odoo/task_mapping.ts";
import type { Domain } from "../../odoo/types.ts";
import { integer } from "../../odoo/values.ts";
import { readMilestones } from "./names.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { StoredPage } from "./pages.ts";
import { readTranslations, type Translations } from "../session/languages.ts";
import type { Run } from "../session/run.ts";
import { setApart } from "./set_apart.ts";

const hasRef = ["x_external_ref", "!=", false];
/** Ours, and what people added to our projects. */
export const observedDomains: Record<Model, Domain> = {
  "project.project": [hasRef],
  "project.task": ["|", hasRef, ["project_id.x_external_ref", "!=", false]],
};

/** Brings a page of records to the shadow. */
export async function storePage(
  run: Run,
  session: OdooSession,
  model: Model,
  page: StoredPage,
): Promise<void> {
  const { names } = session;
  const { records, ...rest } = await setApart(run, model, page);
  if (model === "project.task") await learnMilestones(session, records);
  const translations = model === "project.project"
    ? await translationsOf(session, records)
    : new Map<number, Translations>();
  run.assertLease();
  const rows = JSON.stringify(
    records.map((record) =>
      model === "project.project"
        ? shadowProject(record, names, translations.get(Number(record.id)))
        : shadowTask(record, session.tasks, names)
    ),
  );
  session.pageSize.note(records.length, rows.length);
  records.length = 0; // the page is held until it is stored, its records need not be
  await observePage(run.deps.sql, run.id, model, { ...rest, rows });
}

async function translationsOf(session: OdooSession, projects: Record<string, unknown>[]) {
  if (!session.projects.translatesName || projects.length === 0) {
    return new Map<number, Translations>();
  }
  const ids = projects.map(({ id }) => id);
  return await readTranslations(session, "project.project", [["id", "in", ids]]);
}

async function learnMilestones(session: OdooSession, records: Record<string, unknown>[]) {
  const unknown = records.map((record) => integer(record.milestone_id))
    .filter((id) => id !== null && !session.names.milestones.knows(id));
  if (unknown.length > 0) await readMilestones(session, [["id", "in", [...new Set(unknown)]]]);
}

/** Columns tell the tags' names along with the tasks that have them. */
export function learnTags({ names }: Pick<OdooSession, "names">) {
  return (field: string, id: number, label: string) => {
    if (field === "tag_ids") names.learnTag(id, label);
  };
}
