import type { Deps } from "../deps.ts";
import {
  type Plan,
  type PlanRow,
  readPlan,
  recordAgreement,
  recordEcho,
  refuseLargePrune,
} from "../database/plan.ts";
import type { Model, RowFailure, Scope } from "../database/runs.ts";
import { resolveTaskRefs } from "../database/shadow.ts";
import { ensureNames } from "./apply_names.ts";
import { applyProjects } from "./apply_projects.ts";
import { applyTasks } from "./apply_tasks.ts";
import { observe, observeIds, observeRecords } from "./observe.ts";
import { type OdooSession, openOdoo } from "./odoo_session.ts";
import { Outcome, type Result, writes } from "./outcome.ts";
import { type Ended, type Run, withRun } from "./with_run.ts";

export interface SeedRequest {
  binding: string;
  scope: Scope;
  dryRun: boolean;
  /** Lets Odoo mail assignees as if a person had done it. */
  notify: boolean;
}

export interface SeedResult {
  runId: string;
  dryRun: boolean;
  projectsSynced: number;
  tasksSynced: number;
  /** Rows of the plan by action. */
  counts: Record<string, number>;
  /** The plan itself, of a dry run. */
  plan: PlanRow[];
  results: Record<Model, Result[]>;
  failures: RowFailure[];
  rpcCount: number;
}

/** What one pass can bring about that another has to finish: a project that is unarchived wakes its archived tasks. */
const passes = 2;

/**
 * Makes Odoo hold what the seeds of a binding say: observe, plan, apply, read back, compare again.
 * A dry run stops at the plan. @throws {AppError} as withRun and openOdoo do, and prune_refused
 */
export function seed(deps: Deps, request: SeedRequest): Promise<SeedResult> {
  const { binding, scope, dryRun } = request;
  return withRun(deps, binding, dryRun ? "plan" : "seed", scope, async (run) => {
    const { notify } = request;
    const session = await run.phase("connect", () => openOdoo(run, { prepare: !dryRun, notify }));
    await run.phase("observe", () => observe(run, session));
    if (!dryRun) {
      await refuseLargePrune(deps.sql, binding, scope);
      await run.phase("agree", () => recordAgreement(deps.sql, run.id));
    }
    const plan = await run.phase("plan", () => readPlan(deps.sql, binding, scope));
    const outcome = new Outcome();
    reportUnplannable(plan, outcome);
    const left = dryRun ? plan : await carryOut(run, session, plan, outcome);
    return ended(run, dryRun, plan, left, outcome);
  });
}

/** Applies the plan and whatever a second look still finds; returns the plan as it is then. */
async function carryOut(
  run: Run,
  session: OdooSession,
  plan: Plan,
  outcome: Outcome,
): Promise<Plan> {
  let current = plan;
  for (let pass = 1; pass <= passes; pass++) {
    const rows = openRows(current, outcome);
    if (rows.length === 0) return current;
    await run.phase("apply", () => apply(run, session, rows, outcome));
    await run.phase("read_back", () => readBack(run, session, rows, outcome));
    const { deps, binding, scope } = run;
    current = await run.phase("plan", () => readPlan(deps.sql, binding, scope));
  }
  for (const row of openRows(current, outcome)) {
    const fields = Object.keys(row.changes).join(", ");
    const message = `Odoo did not keep what was written (${row.action}: ${fields}).`;
    outcome.fail(row.model, row.external_ref, "not_kept", message);
  }
  return current;
}

function openRows(plan: Plan, outcome: Outcome): PlanRow[] {
  return plan.rows.filter((row) =>
    writes(row.action) && !outcome.hasFailed(row.model, row.external_ref)
  );
}

async function apply(
  run: Run,
  session: OdooSession,
  rows: PlanRow[],
  outcome: Outcome,
): Promise<void> {
  const projects = rows.filter((row) => row.model === "project.project");
  const tasks = rows.filter((row) => row.model === "project.task");
  await applyProjects(run, session, projects, outcome);
  await observeIds(
    run,
    session,
    "project.project",
    writtenIds(projects, "project.project", outcome),
  );
  await ensureNames(session, tasks);
  await applyTasks(run, session, tasks, outcome);
}

/** Reads what was written, and what Odoo changed along with it, so that the plan can tell whether it holds. */
async function readBack(
  run: Run,
  session: OdooSession,
  rows: PlanRow[],
  outcome: Outcome,
): Promise<void> {
  const switched = rows.filter((row) => row.model === "project.project" && row.changes.active);
  const projects = switched.map((row) => row.odoo_id).filter((id) => id !== null);
  if (projects.length > 0) {
    await observeRecords(run, session, "project.task", [["project_id", "in", projects]]);
  }
  await observeIds(run, session, "project.task", writtenIds(rows, "project.task", outcome));
  await resolveTaskRefs(run.deps.sql, run.id);
  await recordEcho(run.deps.sql, run.id);
}

function writtenIds(rows: PlanRow[], model: Model, outcome: Outcome): number[] {
  const refs = new Set(rows.map((row) => row.external_ref));
  const ids = outcome.results[model].filter((result) => refs.has(result.external_ref))
    .map((result) => result.odoo_id);
  return [...new Set(ids)];
}

/** Rows that the plan itself says cannot be done, or not wholly. */
function reportUnplannable(plan: Plan, outcome: Outcome): void {
  for (const row of plan.rows) {
    const undecided = row.action === "conflict" && Object.keys(row.conflicts).length === 0;
    if (row.action === "blocked" || undecided) {
      outcome.fail(row.model, row.external_ref, row.action, row.reason ?? "");
    }
  }
}

function ended(
  run: Run,
  dryRun: boolean,
  plan: Plan,
  left: Plan,
  outcome: Outcome,
): Ended<SeedResult> {
  // Reported last, so that the rest of these rows has gone through.
  for (const row of plan.rows) {
    if (row.incomplete) outcome.fail(row.model, row.external_ref, "unresolved", row.reason ?? "");
  }
  const { failures } = outcome;
  const counts: Record<string, number> = {};
  for (const { action, count } of plan.counts) counts[action] = (counts[action] ?? 0) + count;
  const projectsSynced = synced(left, "project.project");
  const tasksSynced = synced(left, "project.task");
  const value: SeedResult = {
    runId: run.id,
    dryRun,
    projectsSynced,
    tasksSynced,
    counts,
    plan: dryRun ? plan.rows : [],
    results: outcome.results,
    failures,
    rpcCount: run.rpcCount(),
  };
  return { value, failures, projectsSynced, tasksSynced, counts };
}

/** Records that hold all that their seed says. */
function synced(plan: Plan, model: Model): number {
  const settled = plan.counts.find((count) => count.model === model && count.action === "noop");
  const partly = plan.rows.filter((row) => row.model === model && row.action === "noop");
  return (settled?.count ?? 0) - partly.length;
}
