import { dueTasks, noteDueLinks } from "../../database/observation.ts";
import type { Budget } from "../../budget.ts";
import { groups } from "../../odoo/groups.ts";
import { readLinks } from "./links.ts";
import { observePart } from "./part.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { observedDomains } from "../../odoo/models.ts";
import type { Run } from "../session/run.ts";

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
    const part = { list: ids, domain: observedDomains[model] };
    const [waiting] = await Promise.all([
      waitingFor(session, ids),
      observePart(run, session, model, part),
    ]);
    if (waiting) await noteDueLinks(sql, run.id, "dependency", waiting);
    // Asked after a page: a slice that read none would be followed by such slices for ever.
    if (budget.spent()) return false;
  }
}

/** Who waits for a task can be edited, or undone by deleting it, without a touch on who waits. */
async function waitingFor(session: OdooSession, ids: number[]) {
  if (!session.tasks.hasDependencies || !groups(session.client.version)) return undefined;
  return await readLinks(session, "depend_on_ids", ids);
}
