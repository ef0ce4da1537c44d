import type { Budget } from "../../budget.ts";
import { descriptionsToRender, storeRendered } from "../../database/descriptions.ts";
import { noteRendered } from "../../work_done.ts";
import type { Run } from "../session/run.ts";

/** The database gives 200 kB at most, or one description of up to 500: 0.1 to 0.75 s of CPU. */
const rowsAPage = 200;

/**
 * Makes HTML of the binding's descriptions in Markdown that changed, and keeps it beside them: what
 * is compared and sent is HTML alone. Page by page, until none is left or the budget is spent;
 * returns whether none is. A function that has no renderer leaves them to the next one that has.
 */
export async function renderDescriptions(run: Run, budget: Budget): Promise<boolean> {
  const { sql, markdown } = run.deps;
  if (!markdown) return true;
  for (;;) {
    const rows = await descriptionsToRender(sql, run, rowsAPage);
    if (rows.length === 0) return true;
    const render = await markdown();
    run.assertLease();
    const rendered = rows.map(({ description, ...row }) => ({ ...row, html: render(description) }));
    for (const { description } of rows) noteRendered(description.length);
    await storeRendered(sql, run.id, rendered);
    if (budget.spent()) return false;
  }
}
