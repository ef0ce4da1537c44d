import { noteClock } from "../../database/observation.ts";
import { inFlight } from "../../in_flight.ts";
import { isId } from "../../odoo/kinds.ts";
import type { Domain } from "../../odoo/types.ts";
import { instant } from "../../odoo/values.ts";
import type { Budget } from "../../budget.ts";
import { chunksOf } from "../../chunks.ts";
import { moment } from "./digests.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { archivedToo } from "../../odoo/contexts.ts";
import { endId } from "./pages.ts";
import { observePart } from "./part.ts";
import { mostRows } from "./read_part.ts";
import { observedDomains } from "../../odoo/models.ts";
import type { Run } from "../session/run.ts";

const model = "project.task";
const domain = observedDomains[model];
/** Two workers are busy, and one call waits. */
const callsAtOnce = 3;

/** No clock is further ahead; note_clock has the same limit. */
const mostAheadSeconds = 3600;

/**
 * Notes the newest write_date before anything is read. One that others gave a task, past Odoo, is
 * neither the time there nor, before 1970 or after the year 9999, always to be read at all.
 */
export async function noteNewest(run: Run, { client }: OdooSession): Promise<void> {
  const now = Math.floor(run.deps.now().getTime() / 1000);
  const credible: Domain = [
    ["write_date", ">=", moment(0)],
    ["write_date", "<", moment(now + mostAheadSeconds)],
  ];
  const query = {
    domain: [...domain, ...credible],
    fields: ["write_date"],
    order: "write_date desc",
    limit: 1,
  };
  const [task] = await client.searchRead(model, { ...query, context: archivedToo });
  const newest = instant(task?.write_date);
  await noteClock(run.deps.sql, run.id, { full: true, newest });
}

/**
 * Reads all tasks with ids above `afterId`, several pages side by side, until the budget is spent.
 * Returns the id up to which that is done, null at the end.
 */
export async function readAllTasks(
  run: Run,
  session: OdooSession,
  afterId: number,
  budget: Budget,
): Promise<number | null> {
  const ranges = await rangesAfter(session, afterId);
  let done: number | null = afterId;
  // Ranges are started in order and all that are started end, so the last one started is the bound.
  await inFlight(ranges, callsAtOnce, async (range) => {
    // The first range is read whatever is left: a slice that read none would be followed by such for ever.
    if (done !== afterId && budget.spent()) return;
    done = range.throughId === endId ? null : range.throughId;
    await observePart(run, session, model, range);
  });
  return done;
}

/** Cuts what there is above an id into ranges; the last one is open for what comes meanwhile. */
async function rangesAfter({ client, pageSize }: OdooSession, afterId: number) {
  const kwargs = { domain: [...domain, ["id", ">", afterId]], order: "id" };
  const found = await client.call(model, "search", { kwargs, context: archivedToo });
  const pages = chunksOf((Array.isArray(found) ? found : []).filter(isId), pageSize.rows(mostRows));
  if (pages.length === 0) pages.push([]);
  return pages.map((ids, index) => ({
    afterId: pages[index - 1]?.at(-1) ?? afterId,
    throughId: index + 1 < pages.length ? ids.at(-1)! : endId,
    ids,
  }));
}
