import type { PlanRow } from "../../database/plan.ts";
import type { ActionRow } from "../../database/run_actions.ts";
import {
  type KnownProject,
  knownProjects,
  type KnownTask,
  knownTasks,
} from "../../database/shadow.ts";
import { newTaskValues, taskValues } from "../../odoo/task_mapping.ts";
import { createRecords } from "./create_records.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { type Outcome, writes } from "./outcome.ts";
import { type PlannedWrite, plannedWrite } from "./planned_write.ts";
import { portalTokens } from "./portal_tokens.ts";
import { updateRecords } from "./update_records.ts";
import type { Run } from "../session/run.ts";
import { quoted } from "../../quoted.ts";

const closedStates = new Set(["1_done", "1_canceled"]);

/** Carries out task rows of a plan: either new tasks, by level, or changes. */
export async function applyTasks(
  run: Run,
  session: OdooSession,
  rows: ActionRow[],
  outcome: Outcome,
): Promise<void> {
  const closed = await learnTasks(run, session, rows);
  if (rows[0]!.action === "create") return await createTasks(run, session, rows, closed, outcome);
  for (const pass of updatePasses(rows)) {
    const updates = pass.flatMap((row) => planTask(session, row, outcome) ?? []);
    await updateRecords(run, session, "project.task", updates, outcome);
  }
}

async function createTasks(
  run: Run,
  session: OdooSession,
  rows: ActionRow[],
  closed: Set<string>,
  outcome: Outcome,
): Promise<void> {
  const projects = await knownProjects(run.deps.sql, run.binding);
  const waits = waitingRule(session, projects, closed);
  const token = portalTokens(projects);
  const followers = await session.followers();
  for (const level of Map.groupBy(rows, (row) => row.level).values()) {
    const planned = level.flatMap((row) => planTask(session, now(row), outcome) ?? []);
    for (const write of planned) {
      write.values = { ...newTaskValues(write.values, session.tasks), ...token(write) };
      if (followers) write.values.message_follower_ids = followers;
      if (waits(write)) write.values.state = session.tasks.waitingState;
    }
    await createRecords(run, session, "project.task", planned, outcome);
  }
}

/** What of a new task can be written before others are there. */
function now(row: ActionRow): PlanRow {
  if (!row.later) return row;
  const { depends_on: _, ...changes } = row.changes;
  return { ...row, changes };
}

/** Odoo forgets to recompute the waiting state in a write that holds the parent and the dependencies both. */
function updatePasses(rows: PlanRow[]): PlanRow[][] {
  const first: PlanRow[] = [];
  const second: PlanRow[] = [];
  for (const row of rows) {
    const { depends_on, ...rest } = row.changes;
    const split = depends_on !== undefined && rest.parent !== undefined;
    first.push(split ? { ...row, changes: rest } : row);
    if (split) second.push({ ...row, changes: { depends_on } });
  }
  return [first, second];
}

function needsOf(row: PlanRow): string[] {
  const parent = row.changes.parent?.to;
  const dependencies = (row.changes.depends_on?.to ?? []) as string[];
  return typeof parent === "string" ? [parent, ...dependencies] : dependencies;
}

/** Reads the ids of the tasks that the changes refer to; returns those that are closed. */
async function learnTasks(
  run: Run,
  session: OdooSession,
  rows: PlanRow[],
): Promise<Set<string>> {
  const refs = [...new Set(rows.flatMap(needsOf))];
  const known: KnownTask[] = await knownTasks(run.deps.sql, run.binding, refs);
  for (const task of known) {
    session.names.learnRef("project.task", task.odoo_id, task.external_ref);
  }
  const closed = known.filter((task) => task.state !== null && closedStates.has(task.state));
  return new Set(closed.map((task) => task.external_ref));
}

/** Odoo computes "waiting" on later writes only, so a task that waits has to be created as such. */
function waitingRule(
  session: OdooSession,
  projects: KnownProject[],
  closed: Set<string>,
): (write: PlannedWrite) => boolean {
  if (!session.tasks.waitingState) return () => false;
  const allowing = new Set(
    projects.filter((project) => project.allow_dependencies).map((project) => project.external_ref),
  );
  return (write) =>
    allowing.has(String(write.sent.project)) &&
    ((write.sent.depends_on ?? []) as string[]).some((ref) => !closed.has(ref));
}

function planTask(
  session: OdooSession,
  row: PlanRow,
  outcome: Outcome,
): PlannedWrite | undefined {
  if (!writes(row.action)) return undefined;
  const { names, tasks } = session;
  const project = names.projects.id(row.project_ref);
  if (project === undefined) {
    const message = `Cannot bring the task across: its project ${
      quoted(row.project_ref)
    } is not in Odoo.`;
    outcome.fail(row.model, row.external_ref, "unwritable", message, "project");
    return undefined;
  }
  return plannedWrite(
    withKnownDependencies(session, row, outcome),
    row.action,
    outcome,
    (changes) => taskValues(changes, project, tasks, names),
  );
}

/** A dependency whose task could not be created is reported; the others are kept. */
function withKnownDependencies(session: OdooSession, row: PlanRow, outcome: Outcome): PlanRow {
  const dependencies = row.changes.depends_on;
  if (!Array.isArray(dependencies?.to)) return row;
  const known = dependencies.to.filter((ref) => session.names.tasks.id(ref) !== undefined);
  for (const ref of dependencies.to) {
    if (known.includes(ref)) continue;
    const message = `Cannot make it depend on ${quoted(ref)}: that task is not in Odoo.`;
    outcome.fail(row.model, row.external_ref, "unwritable", message, "depends_on");
  }
  return { ...row, changes: { ...row.changes, depends_on: { ...dependencies, to: known } } };
}
