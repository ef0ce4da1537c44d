import type { Model } from "../../database/runs.ts";
import { observePage } from "../../database/shadow.ts";
import { shadowOf, spelled } from "../../odoo/models.ts";
import { integer } from "../../odoo/values.ts";
import { readMilestones } from "./names.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import type { StoredPage } from "./pages.ts";
import { readTranslations, type Translations } from "../session/languages.ts";
import type { Run } from "../session/run.ts";
import { setApart } from "./set_apart.ts";

/** Brings a page of records to the shadow. */
export async function storePage(
  run: Run,
  session: OdooSession,
  model: Model,
  page: StoredPage,
): Promise<void> {
  const { records, ...rest } = await setApart(run, model, page);
  await learnMilestones(session, records);
  const translations = await translationsOf(session, model, records);
  run.assertLease();
  const rows = JSON.stringify(
    records.map((record) =>
      shadowOf(session, model, record, session.names, translations.get(Number(record.id)))
    ),
  );
  session.pageSize.note(records.length, rows.length);
  records.length = 0; // the page is held until it is stored, its records need not be
  await observePage(run.deps.sql, run.id, model, { ...rest, rows });
}

async function translationsOf(
  session: OdooSession,
  model: Model,
  records: Record<string, unknown>[],
) {
  if (!spelled(session, model).translatesName || records.length === 0) {
    return new Map<number, Translations>();
  }
  return await readTranslations(session, model, [["id", "in", records.map(({ id }) => id)]]);
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
