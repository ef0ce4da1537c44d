import { createHash } from "node:crypto";
import { seed } from "../functions.ts";
import { ocpLine, type Stage } from "../stage.ts";
import { claim, heading, showTable } from "../terminal/say.ts";

/** Odoo tells moments to the second only: a write within the same one could not be told apart. */
const odooSecondMs = 1100;

/** Act 6: a run that finds nothing to do writes nothing. */
export async function unchanged(stage: Stage): Promise<void> {
  const { stack, person } = stage;
  heading(
    6,
    "Again",
    "A run may be due every few minutes, so one without changes must write nothing. The proof is " +
      "Odoo's own write_date, which every write moves, even one of an equal value. Of all records:",
    ocpLine(stage, "seed apply"),
  );
  await new Promise((resolve) => setTimeout(resolve, odooSecondMs));
  const before = await writeDates(person);
  const answer = await seed(stack);
  const after = await writeDates(person);
  showTable(
    ["in Odoo", "records", "latest write_date (UTC)", "digest of all write_dates"],
    [["before", before], ["after", after]].map(([when, dates]) => {
      const { count, latest, digest } = dates as Awaited<ReturnType<typeof writeDates>>;
      return [String(when), count, latest, digest];
    }),
  );
  const records = answer.projects_synced + answer.tasks_synced;
  const written = answer.results.projects.length + answer.results.tasks.length;
  claim(
    `${answer.counts.noop} records compared, 0 written: ${answer.rpc_count} RPC, ` +
      `${answer.duration_ms} ms.`,
    answer.ok && written === 0 && answer.counts.noop === records && before.digest === after.digest,
    () => ({ counts: answer.counts, results: answer.results, before, after }),
  );
}

async function writeDates(odoo: Stage["person"]) {
  const query = {
    domain: [],
    fields: ["write_date"],
    order: "id",
    context: { active_test: false },
  };
  const rows = [
    ...await odoo.searchRead("project.project", query),
    ...await odoo.searchRead("project.task", query),
  ];
  const dates = rows.map((row) => `${row.id} ${row.write_date}`);
  return {
    count: rows.length,
    latest: rows.map((row) => String(row.write_date)).sort().at(-1) ?? "",
    digest: createHash("sha256").update(dates.join("\n")).digest("hex").slice(0, 16),
  };
}
