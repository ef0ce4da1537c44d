import { dueTasks, noteDueLinks } from "../database/observation.ts";
import { readColumns } from "../odoo/columns.ts";
import type { Domain } from "../odoo/types.ts";
import type { Budget } from "../budget.ts";
import { readLinks } from "./digests.ts";
import type { OdooSession } from "./odoo_session.ts";
import { learnTags, observedDomains, storePage } from "./store_page.ts";
import type { Run } from "./run.ts";

const model = "project.task";
const rowsAPage = 2500;

/**
 * Reads the tasks that are due, page by page, until none is or the budget is spent; returns whether
 * none is. Each page may make others due, once: what waits for its tasks, or did.
 */
export async function readDue(run: Run, session: OdooSession, budget: Budget): Promise<boolean> {
  const { sql } = run.deps;
  for (;;) {
    const ids = await dueTasks(sql, run.id, rowsAPage);
    if (ids.length === 0) return true;
    const observedAt = run.deps.now();
    const domain = [...observedDomains[model], ["id", "in", ids]];
    const [records, waiting] = await Promise.all([
      readTasks(session, domain),
      waitingFor(session, ids),
    ]);
    await storePage(run, session, model, { afterId: 0, throughId: 0, observedAt, records, ids });
    if (waiting) await noteDueLinks(sql, run.id, "dependency", waiting);
    // Asked after a page: a slice that read none would be followed by such slices for ever.
    if (budget.spent()) return false;
  }
}

function readTasks(session: OdooSession, domain: Domain) {
  const { client, taskColumns, tasks, readContext: context } = session;
  if (taskColumns) {
    return readColumns(client, model, taskColumns, domain, context, learnTags(session));
  }
  const query = { domain, fields: tasks.readFields, order: "id", context };
  return client.searchRead(model, query);
}

/** Who waits for a task can be edited, or undone by deleting it, without a touch on who waits. */
async function waitingFor(session: OdooSession, ids: number[]) {
  if (!session.tasks.hasDependencies || !session.taskColumns) return undefined;
  return await readLinks(session, "depend_on_ids", ids);
}
