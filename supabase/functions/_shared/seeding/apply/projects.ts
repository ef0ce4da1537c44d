import type { PlanRow } from "../../database/plan.ts";
import { nameKey } from "../../odoo/name_key.ts";
import { inLanguage } from "../../odoo/contexts.ts";
import { projectValues } from "../../odoo/project_mapping.ts";
import { createRecords } from "./create_records.ts";
import { firstStages, learnFirstStages } from "./first_stages.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { type Outcome, writes } from "./outcome.ts";
import { type PlannedWrite, plannedWrite } from "./planned_write.ts";
import { sendOrSplit } from "./split.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";
import { updateRecords } from "./update_records.ts";
import type { Run } from "../session/run.ts";

/** Carries out the project rows of a plan. */
export async function applyProjects(
  run: Run,
  session: OdooSession,
  rows: PlanRow[],
  outcome: Outcome,
): Promise<void> {
  const planned = rows.flatMap((row) => {
    if (!writes(row.action)) return [];
    const toValues = (changes: Record<string, unknown>) =>
      projectValues(changes, session.projects, session.names);
    return plannedWrite(row, row.action, outcome, toValues) ?? [];
  });
  await createProjects(
    run,
    session,
    planned.filter((write) => write.action === "create"),
    outcome,
  );
  const updates = planned.filter((write) => write.action !== "create");
  const fallbacks = await sameInSource(session, rows);
  await updateRecords(run, session, "project.project", updates, outcome);
  const done = new Set(outcome.results["project.project"].map((result) => result.external_ref));
  await renameInSource(run, session, fallbacks.filter((row) => done.has(row.external_ref)));
}

/** With the stages that a new project begins with; later on these are people's business. */
async function createProjects(
  run: Run,
  session: OdooSession,
  planned: PlannedWrite[],
  outcome: Outcome,
): Promise<void> {
  if (planned.length === 0) return;
  const type_ids = [[6, 0, await firstStages(session)]];
  const creates = planned
    // Odoo would make the seeding user the manager of a project that names none.
    .map((write) => ({ ...write, values: { user_id: false, type_ids, ...write.values } }));
  await createRecords(run, session, "project.project", creates, outcome);
  for (const { ref } of creates) {
    const id = session.names.projects.id(ref);
    if (id !== undefined) learnFirstStages(session, id);
  }
}

/** Odoo's own language: what a record is called in where it has no name in another one. */
const source = "en_US";

/** Those projects that are to get another name, and have the same old one in Odoo's own language. */
async function sameInSource(session: OdooSession, rows: PlanRow[]): Promise<PlanRow[]> {
  const { client, readContext, languages, projects } = session;
  const renamed = rows.filter((row) => row.odoo_id !== null && row.changes.name);
  if (languages.seeds === source || !projects.translatesName || renamed.length === 0) return [];
  const records = await client.searchRead("project.project", {
    domain: [["id", "in", renamed.map((row) => row.odoo_id)]],
    fields: ["name"],
    context: inLanguage(readContext, source),
  });
  const names = new Map(records.map(({ id, name }) => [Number(id), nameKey(String(name))]));
  return renamed.filter((row) => names.get(row.odoo_id!) === row.changes.name!.from);
}

/**
 * Without it, languages that have no name of their own for a project would go on with the old one. Where
 * Odoo refuses it, the old name is told as drift of a translation.
 */
async function renameInSource(run: Run, session: OdooSession, rows: PlanRow[]): Promise<void> {
  const { client, writeContext } = session;
  const context = inLanguage(writeContext, source);
  const renames = rows.map((row) => ({ id: row.odoo_id!, values: { name: row.changes.name!.to } }));
  await sendOrSplit(renames, {
    send: async (some) => {
      run.assertLease();
      await client.saveMany("project.project", some, context);
    },
    refuse: () => {},
    suspicion: new Suspicion<typeof renames[number]>(({ values }) => traitsOf(values)),
  });
}
