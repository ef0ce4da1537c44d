import {
  beginObservation,
  completeObservation,
  noteKeyExpiry,
  preferFull,
} from "../../database/observation.ts";
import type { Model } from "../../database/runs.ts";
import { knownProjects, observePage, resolveTaskRefs } from "../../database/shadow.ts";
import { isDataError } from "../../odoo/faults.ts";
import { groups } from "../../odoo/groups.ts";
import { keyExpiry } from "../../odoo/key_expiry.ts";
import { isId } from "../../odoo/kinds.ts";
import { models } from "../../odoo/models.ts";
import type { Domain } from "../../odoo/types.ts";
import { inFlight } from "../../in_flight.ts";
import type { Budget } from "../../budget.ts";
import { chunksOf } from "../../chunks.ts";
import { noteChanges } from "./changes.ts";
import { readDue } from "./due.ts";
import { noteNewest, readAllTasks } from "./full.ts";
import { observeNamesOf } from "./names.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { endId } from "./pages.ts";
import { observePart } from "./part.ts";
import { keepPageSize, readPart } from "./read_part.ts";
import { storePage } from "./store_page.ts";
import { renderDescriptions } from "./render_descriptions.ts";
import type { Run } from "../session/run.ts";

/** What is read back at once: smaller than a page, because several are there besides what was written. */
const rowsAtOnce = 2600;

/** Where an observation goes on: plain JSON. */
export interface ObserveCursor {
  full: boolean;
  /** Tasks with ids up to it are read; null once all that a full observation reads are. */
  afterId: number | null;
}

export interface ObserveOptions {
  /** Every task is to be read, whatever the state. */
  full: boolean;
  /** What an earlier slice came back with. */
  from?: ObserveCursor;
  budget: Budget;
}

/**
 * Brings the shadow of a binding up to date as far as the budget goes; returns where to go on, or
 * undefined once it is complete. Writes nothing to Odoo. What changed is found by digests where the
 * server groups (from Odoo 17 on) and the last full observation is not too old; otherwise all is read.
 */
export async function observe(
  run: Run,
  session: OdooSession,
  { full, from, budget }: ObserveOptions,
): Promise<ObserveCursor | undefined> {
  if (!session.projects.hasRef || !session.tasks.hasRef) {
    await forgetAll(run, session);
    return await renderDescriptions(run, budget) ? undefined : { full, afterId: null };
  }
  const names = observeNamesOf(run, session);
  // The names here, too: when projects fail first, nobody else waits for them, and their failure would end the process.
  const [cursor] = from
    ? await Promise.all([from, names])
    : await Promise.all([begin(run, session, full), observeProjects(run, session, names), names]);
  if (!from && !cursor.full && await preferFull(run.deps.sql, run.id)) {
    Object.assign(cursor, { full: true, afterId: 0 });
  }
  if (cursor.afterId !== null) {
    cursor.afterId = await readAllTasks(run, session, cursor.afterId, budget);
    if (cursor.afterId !== null) return cursor;
  }
  if (!await readDue(run, session, budget)) return cursor;
  if (!await renderDescriptions(run, budget)) return cursor;
  await resolveTaskRefs(run.deps.sql, run.id);
  await completeObservation(run.deps.sql, run.id, cursor.full);
  await keepPageSize(run, session.pageSize);
  await learnProjects(run, session);
}

async function begin(run: Run, session: OdooSession, wanted: boolean): Promise<ObserveCursor> {
  const all = wanted || !groups(session.client.version);
  const { full, since } = await beginObservation(run.deps.sql, run.id, all);
  if (full) {
    await noteNewest(run, session);
    await noteKeyExpiry(run.deps.sql, run.binding, await keyExpiry(session.client));
    return { full, afterId: 0 };
  }
  try {
    await noteChanges(run, session, since!);
  } catch (error) {
    // Odoo stumbles over a write_date that others gave a task: read one by one, the others come.
    if (!isDataError(error)) throw error;
    return await begin(run, session, true);
  }
  return { full, afterId: null };
}

async function observeProjects(
  run: Run,
  session: OdooSession,
  names: Promise<void>,
): Promise<void> {
  const model = "project.project";
  for await (const page of readPart(run, session, model, { afterId: 0, throughId: endId })) {
    await names;
    await storePage(run, session, model, page);
  }
}

/** Learns the ids of our projects, as they are known in Postgres. */
export async function learnProjects(run: Run, session: OdooSession): Promise<void> {
  for (const project of await knownProjects(run.deps.sql, run.binding)) {
    session.names.learnRef("project.project", project.odoo_id, project.external_ref);
  }
}

/** Reads back given records, as after writing them; others stay as they are in the shadow. */
export async function observeRecords(
  run: Run,
  session: OdooSession,
  model: Model,
  domain: Domain,
): Promise<void> {
  const { client, readContext: context } = session;
  const ids = await client.call(model, "search", { kwargs: { domain, order: "id" }, context });
  if (Array.isArray(ids)) await observeIds(run, session, model, ids.filter(isId));
}

/** As observeRecords, for many ids in pages side by side. */
export async function observeIds(
  run: Run,
  session: OdooSession,
  model: Model,
  ids: number[],
): Promise<void> {
  await inFlight(
    chunksOf(ids, session.pageSize.rows(rowsAtOnce)),
    run.deps.config.callsInFlight,
    (list) => observePart(run, session, model, { list }),
  );
}

/** Without x_external_ref nothing in this Odoo can be ours. */
async function forgetAll(run: Run, session: OdooSession): Promise<void> {
  await observeNamesOf(run, session);
  const nothing = { afterId: 0, throughId: endId, observedAt: run.deps.now(), rows: "[]" };
  for (const model of models) await observePage(run.deps.sql, run.id, model, nothing);
}
