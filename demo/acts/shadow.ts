import * as functions from "../functions.ts";
import { binding, ocpLine, type Stage } from "../stage.ts";
import { claim, heading, showTable } from "../terminal/say.ts";

const detectors = {
  missing: "in the seeds, not in Odoo",
  orphan: "in Odoo, not in the seeds",
  name: "has another name in Odoo",
  field: "has another value in Odoo",
  duplicate: "two records share a ref",
};

/** Act 3: what Odoo holds is what was asked for. */
export async function shadow(stage: Stage): Promise<void> {
  const { stack, sql } = stage;
  heading(
    3,
    "Shadow",
    "Trust, but read back: the shadow is a copy of what Odoo really holds, taken from Odoo alone. " +
      "Five detectors compare it with the seeds, field by field.",
    ocpLine(stage, "drift --shadow"),
  );
  const answer = await functions.shadow(stack);
  const rows = await sql`select kind from odoo_seed.v_drift where binding = ${binding}`;
  showTable(
    ["detector", "finds what", "found"],
    Object.entries(detectors).map(([kind, meaning]) => [
      kind,
      meaning,
      rows.filter((row) => row.kind === kind).length,
    ]),
  );
  claim(
    `No drift: ${answer.projects_synced} projects and ${answer.tasks_synced} tasks are as the ` +
      `seeds say (${answer.rpc_count} RPC, ${answer.duration_ms} ms).`,
    rows.length === 0 && answer.tasks_synced > 0,
    () => answer.drift,
  );
}
