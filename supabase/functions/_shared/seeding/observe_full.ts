import { noteClock } from "../database/observation.ts";
import { inFlight } from "../in_flight.ts";
import { instant } from "../odoo/values.ts";
import type { Budget } from "../budget.ts";
import { type OdooSession, readContext } from "./odoo_session.ts";
import { endId, pagesById } from "./pages.ts";
import { learnTags, observedDomains, storePage } from "./store_page.ts";
import type { Run } from "./run.ts";

const model = "project.task";
const domain = observedDomains[model];
/** Larger pages take less time and more memory; several are there at once. */
const rowsAPage = 3000;
/** Two workers are busy, and one call waits. */
const callsAtOnce = 3;

/** Notes the newest write_date before anything is read. */
export async function noteNewest(run: Run, { client }: OdooSession): Promise<void> {
  const query = { domain, fields: ["write_date"], order: "write_date desc", limit: 1 };
  const [task] = await client.searchRead(model, { ...query, context: readContext });
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
  const { client, taskColumns: columns, tasks: { readFields: fields }, readContext: context } =
    session;
  const learn = learnTags(session);
  const query = { model, domain, fields, columns, context, pageRows: rowsAPage, learn };
  const ranges = await rangesAfter(session, afterId);
  let done: number | null = afterId;
  // Ranges are started in order and all that are started end, so the last one started is the bound.
  await inFlight(ranges, callsAtOnce, async (range) => {
    // The first range is read whatever is left: a slice that read none would be followed by such for ever.
    if (done !== afterId && budget.spent()) return;
    done = range.throughId === endId ? null : range.throughId;
    for await (const page of pagesById(client, query, range, run.deps.now)) {
      await storePage(run, session, model, page);
    }
  });
  return done;
}

/** Cuts what there is above an id into ranges; the last one is open for what comes meanwhile. */
async function rangesAfter({ client }: OdooSession, afterId: number) {
  const kwargs = { domain: [...domain, ["id", ">", afterId]], order: "id" };
  const ids = await client.call(model, "search", { kwargs, context: readContext }) as number[];
  const ends = ids.filter((_, index) => (index + 1) % rowsAPage === 0 && index + 1 < ids.length);
  return [...ends, endId].map((throughId, index) => ({
    afterId: ends[index - 1] ?? afterId,
    throughId,
  }));
}
