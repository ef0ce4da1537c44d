import type { Deps } from "../../deps.ts";
import { type PlanLeft, planLeft } from "../../database/adoption.ts";
import { type Imported, numberTasks, refuseImport, writeSeeds } from "../../database/importing.ts";
import { recordAgreement } from "../../database/plan.ts";
import type { RowFailure } from "../../database/runs.ts";
import { resolveTaskRefs, unreadableFields } from "../../database/shadow.ts";
import { AppError } from "../../errors.ts";
import { nameRecords } from "./refs.ts";
import { companyValues, findProject, type FoundProject } from "./import_project.ts";
import { observeIds, observeRecords } from "../observe/observe.ts";
import { budgetOfOne, observeAtOnce } from "../observe/at_once.ts";
import { type OdooSession, openOdoo } from "../session/odoo_session.ts";
import { Outcome } from "../apply/outcome.ts";
import type { Run } from "../session/run.ts";
import { withRun } from "../run/with_run.ts";
import { quoted } from "../../quoted.ts";

export interface ImportRequest {
  binding: string;
  /** Id or exact name of a project in Odoo. */
  odooProject: number | string;
  program: { slug: string; name?: string };
  projectRef: string;
  taskRefPrefix: string;
  /** Set in Odoo on a project that has none. */
  company?: string;
}

export interface ImportResult {
  runId: string;
  imported: Imported;
  /** What a seeding would do from here on. */
  plan: PlanLeft;
  failures: RowFailure[];
  rpcCount: number;
}

/**
 * Makes seeds of a project in Odoo and all its tasks. Refs go to Odoo first and seeds come last, so
 * that no run finds seeds without records and creates them anew; a repeated import goes on where
 * one was cut off, and takes in what has been added since.
 * @param started the run, where somebody has started it as themselves
 * @throws {AppError} as withRun, openOdoo and observeAtOnce do, and import_refused
 */
export function importProject(
  deps: Deps,
  request: ImportRequest,
  started?: string,
): Promise<ImportResult> {
  const { binding, projectRef, program } = request;
  return withRun(deps, binding, "import", {}, async (run) => {
    const budget = budgetOfOne(deps.config);
    const options = { prepare: true, notify: false, budget };
    const session = await run.phase("connect", () => openOdoo(run, options));
    await run.phase("observe", () => observeAtOnce(run, session, budget));
    const project = await findProject(session, request.odooProject);
    const outcome = new Outcome();
    await run.phase("name", async () => {
      await nameProject(run, session, project, request, outcome);
      await nameTasks(run, session, project, request.taskRefPrefix, outcome);
    });
    const imported = await run.phase(
      "write",
      () => writeSeeds(deps.sql, run.id, projectRef, program),
    );
    await recordAgreement(deps.sql, run.id);
    const scope = { projects: [projectRef] };
    outcome.failAll(await unreadableFields(deps.sql, run.id, scope));
    const plan = await planLeft(deps.sql, binding, scope);
    const { projects: projectsSynced, tasks: tasksSynced, notes } = imported;
    const failures = [...outcome.failures, ...notes];
    const value = { runId: run.id, imported, plan, failures, rpcCount: run.rpcCount() };
    return { value, failures, projectsSynced, tasksSynced, counts: plan.counts };
  }, started);
}

async function nameProject(
  run: Run,
  session: OdooSession,
  project: FoundProject,
  { projectRef, company }: ImportRequest,
  outcome: Outcome,
): Promise<void> {
  if (project.ref !== null && project.ref !== projectRef) {
    const detail = `Cannot import: the project has the ref ${quoted(project.ref)} in Odoo.`;
    const suggestion = "Send that as project_ref.";
    throw new AppError("import_refused", detail, { suggestion });
  }
  await refuseImport(run.deps.sql, run.id, projectRef, project.id);
  const values = companyValues(session, project, company);
  if (project.ref === null || values.company_id !== undefined) {
    const naming = { ref: projectRef, odooId: project.id };
    await nameRecords(run, session, "project.project", [naming], outcome, values);
    const [failure] = outcome.failures;
    if (failure) {
      throw new AppError("import_refused", `Cannot import the project: ${failure.message}`);
    }
  }
  await observeIds(run, session, "project.project", [project.id]);
}

async function nameTasks(
  run: Run,
  session: OdooSession,
  project: FoundProject,
  prefix: string,
  outcome: Outcome,
): Promise<void> {
  const { sql } = run.deps;
  // Until a moment ago this was not a project of ours, and its tasks were not observed.
  if (project.ref === null) {
    await observeRecords(run, session, "project.task", [["project_id", "=", project.id]]);
  }
  const tasks = await numberTasks(sql, run.id, project.id, prefix);
  const namings = tasks.map((task) => ({ ref: task.external_ref, odooId: task.odoo_id }));
  await nameRecords(run, session, "project.task", namings, outcome);
  await observeIds(run, session, "project.task", namings.map((naming) => naming.odooId));
  await resolveTaskRefs(sql, run.id);
}
