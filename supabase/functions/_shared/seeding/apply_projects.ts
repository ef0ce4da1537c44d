import type { PlanRow } from "../database/plan.ts";
import { projectValues } from "../odoo/project_mapping.ts";
import { createRecords } from "./create_records.ts";
import type { OdooSession } from "./odoo_session.ts";
import { type Outcome, writes } from "./outcome.ts";
import { plannedWrite } from "./planned_write.ts";
import { updateRecords } from "./update_records.ts";
import type { Run } from "./run.ts";

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
  const creates = planned.filter((write) => write.action === "create")
    // Odoo would make the seeding user the manager of a project that names none.
    .map((write) => ({ ...write, values: { user_id: false, ...write.values } }));
  await createRecords(run, session, "project.project", creates, outcome);
  const updates = planned.filter((write) => write.action !== "create");
  await updateRecords(run, session, "project.project", updates, outcome);
}
