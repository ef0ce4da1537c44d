import { idRanges, knownProjects, observePage, resolveTaskRefs } from "../database/shadow.ts";
import type { Model } from "../database/runs.ts";
import { type Columns, readColumns } from "../odoo/columns.ts";
import { shadowProject } from "../odoo/project_mapping.ts";
import { shadowTask } from "../odoo/task_mapping.ts";
import type { Domain } from "../odoo/types.ts";
import { integer } from "../odoo/values.ts";
import type { Budget } from "./budget.ts";
import { chunksOf } from "./chunks.ts";
import { inFlight } from "../in_flight.ts";
import { observeNamesOf, readMilestones } from "./observe_names.ts";
import { type OdooSession, readContext } from "./odoo_session.ts";
import { endId, pagesById, type RecordPage } from "./pages.ts";
import type { Run } from "./run.ts";

/** A page never brings more, so that memory stays small. */
const pageRows = 5000;
/** What is known to be there is cut so that each page leaves room for what came since. */
const rangeRows = 2600;
/** Read by columns, so many tasks are one page: 8,000 take less time than cutting them up. */
const fewTasks = 8000;

export interface ObserveCursor {
  afterId: number;
}

const hasRef = ["x_external_ref", "!=", false];
/** Ours, and what people added to our projects. */
const domains: Record<Model, Domain> = {
  "project.project": [hasRef],
  "project.task": ["|", hasRef, ["project_id.x_external_ref", "!=", false]],
};

/**
 * Brings the whole shadow of a binding up to date. Writes nothing to Odoo. What can be is read side
 * by side; tasks come after the names and projects that they refer to.
 */
export async function observe(
  run: Run,
  session: OdooSession,
  _options: { full: boolean; from?: ObserveCursor; budget: Budget },
): Promise<ObserveCursor | undefined> {
  const names = observeNamesOf(run, session);
  if (!session.projects.hasRef || !session.tasks.hasRef) {
    await names;
    await forgetAll(run);
    return undefined;
  }
  let expected = 0;
  const countTasks = (records: Record<string, unknown>[]) => {
    for (const record of records) expected += integer(record.task_count) ?? 0;
  };
  const projects = { rows: rangeRows, fields: session.projects.readFields, seen: countTasks };
  await Promise.all([names, observeAll(run, session, "project.project", names, projects)]);
  const { taskColumns: columns, tasks: { readFields: fields } } = session;
  const few = expected <= fewTasks;
  const learn = learnTags(session);
  const tasks = { rows: columns ? fewTasks : rangeRows, fields, columns, few, learn };
  await observeAll(run, session, "project.task", names, tasks);
  await resolveTaskRefs(run.deps.sql, run.id);
  await learnProjects(run, session);
  return undefined;
}

interface Reading {
  /** About how many known records a range of ids holds. */
  rows: number;
  fields: string[];
  columns?: Columns;
  few?: boolean;
  seen?(records: Record<string, unknown>[]): void;
  learn?(field: string, id: number, label: string): void;
}

/** Reads the id ranges of a model side by side and stores each page once `ready` is. */
async function observeAll(
  run: Run,
  session: OdooSession,
  model: Model,
  ready: Promise<void>,
  { rows, seen, ...reading }: Reading,
): Promise<void> {
  const { sql, config, now } = run.deps;
  const query = { model, domain: domains[model], pageRows, ...reading };
  const ranges = await idRanges(sql, run.binding, model, { rows, endId });
  await inFlight(ranges, config.callsInFlight, async (range) => {
    for await (const page of pagesById(session.client, query, range, now)) {
      seen?.(page.records);
      await ready;
      run.assertLease();
      await store(run, session, model, page);
    }
  });
}

/** Columns tell the tags' names along with the tasks that have them. */
function learnTags({ names }: OdooSession) {
  return (field: string, id: number, label: string) => {
    if (field === "tag_ids") names.tags.add(id, label);
  };
}

async function learnProjects(run: Run, session: OdooSession): Promise<void> {
  for (const project of await knownProjects(run.deps.sql, run.binding)) {
    session.names.projects.add(project.odoo_id, project.external_ref);
  }
}

/** Reads back given records, as after writing them; others stay as they are in the shadow. */
export async function observeRecords(
  run: Run,
  session: OdooSession,
  model: Model,
  domain: Domain,
): Promise<void> {
  const observedAt = run.deps.now();
  const { client, taskColumns } = session;
  const records = model === "project.task" && taskColumns
    ? await readColumns(client, model, taskColumns, domain, readContext, learnTags(session))
    : await client.searchRead(model, {
      domain,
      fields: mappingOf(session, model).readFields,
      order: "id",
      context: readContext,
    });
  await store(run, session, model, { afterId: 0, throughId: 0, observedAt, records });
}

/** As observeRecords, for many ids in pages side by side. */
export async function observeIds(
  run: Run,
  session: OdooSession,
  model: Model,
  ids: number[],
): Promise<void> {
  await inFlight(
    chunksOf(ids, rangeRows),
    run.deps.config.callsInFlight,
    (page) => observeRecords(run, session, model, [["id", "in", page]]),
  );
}

async function store(
  run: Run,
  session: OdooSession,
  model: Model,
  page: RecordPage,
): Promise<void> {
  const { names } = session;
  if (model === "project.task") {
    const milestones = page.records.map((record) => integer(record.milestone_id))
      .filter((id) => id !== null && !names.milestones.knows(id));
    if (milestones.length > 0) {
      await readMilestones(session, [["id", "in", [...new Set(milestones)]]]);
    }
  }
  const rows = page.records.map((record) =>
    model === "project.project"
      ? shadowProject(record, names)
      : shadowTask(record, session.tasks, names)
  );
  await observePage(run.deps.sql, run.id, model, { ...page, rows });
}

function mappingOf(session: OdooSession, model: Model) {
  return model === "project.project" ? session.projects : session.tasks;
}

/** Without x_external_ref nothing in this Odoo can be ours. */
async function forgetAll(run: Run): Promise<void> {
  const nothing = { afterId: 0, throughId: endId, observedAt: run.deps.now(), rows: [] };
  await observePage(run.deps.sql, run.id, "project.project", nothing);
  await observePage(run.deps.sql, run.id, "project.task", nothing);
}
