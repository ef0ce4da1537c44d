import { type ActionRow, closeActions } from "../../database/run_actions.ts";
import type { LeasedSlice } from "../../database/durable_runs.ts";
import { ensureNames } from "./names.ts";
import { applyProjects } from "./projects.ts";
import { applyTasks } from "./tasks.ts";
import { observeIds, observeRecords } from "../observe/observe.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { Outcome } from "./outcome.ts";
import type { Run } from "../session/run.ts";

/** Carries out rows of a plan, all of one wave, reads back what they became, and closes them. */
export async function applyPage(
  run: Run,
  session: OdooSession,
  leased: LeasedSlice,
  rows: ActionRow[],
): Promise<void> {
  const outcome = new Outcome();
  const { model } = rows[0]!;
  await run.phase("apply", async () => {
    if (model === "project.project") return await applyProjects(run, session, rows, outcome);
    await ensureNames(session, rows);
    await applyTasks(run, session, rows, outcome);
  });
  await run.phase("read_back", () => readBack(run, session, rows, outcome));
  const written = new Map(outcome.results[model].map((row) => [row.external_ref, row.odoo_id]));
  const closed = rows.map(({ external_ref }) => {
    const odoo_id = written.get(external_ref) ?? null;
    return { model, external_ref, odoo_id, done: odoo_id !== null };
  });
  await closeActions(run.deps.sql, leased, closed, outcome.failures);
}

/** Reads what was written, and what Odoo changed along with it, so that the plan can tell whether it holds. */
async function readBack(
  run: Run,
  session: OdooSession,
  rows: ActionRow[],
  outcome: Outcome,
): Promise<void> {
  const { model } = rows[0]!;
  await observeIds(run, session, model, outcome.results[model].map((row) => row.odoo_id));
  const switched = rows.filter((row) => model === "project.project" && row.changes.active)
    .map((row) => row.odoo_id).filter((id) => id !== null);
  if (switched.length > 0) {
    await observeRecords(run, session, "project.task", [["project_id", "in", switched]]);
  }
}
