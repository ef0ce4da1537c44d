import type { PlanRow } from "../../supabase/functions/_shared/database/plan.ts";
import { seed } from "../functions.ts";
import { ocpLine, type Stage } from "../stage.ts";
import { claim, heading, showTable } from "../terminal/say.ts";
import type { Cell } from "../../terminal/table.ts";

const sample = ["CLOSE-13", "CLOSE-28", "CLOSE-34", "TAX-12", "TAX-15", "AUDIT-16"];

/** Act 1: a dry run. */
export async function plan(stage: Stage): Promise<void> {
  const { stack, person } = stage;
  heading(
    1,
    "Plan",
    "A dry run: what would change in Odoo? The answer is a view in Postgres, odoo_seed.v_plan. The " +
      "real run carries out the same view, so what you approve is what happens.",
    ocpLine(stage, "seed plan"),
  );
  const answer = await seed(stack, { dry_run: true });
  const rows = answer.plan ?? [];
  showTable(["action", "model", "records"], counted(rows));
  showTable(
    ["sample", "name", "assignees", "deadline", "waits for"],
    sample.map((ref) => rows.find((row) => row.external_ref === ref)).filter((row) => !!row)
      .map((row) => [
        row.external_ref,
        text(row, "name"),
        names(row),
        text(row, "deadline").slice(0, 10) || null,
        list(row, "depends_on").join(", ") || null,
      ]),
  );
  const domain = [["project_id", "!=", false]]; // every user has private ones
  const inOdoo = await person.call("project.task", "search_count", { kwargs: { domain } });
  claim(
    `${rows.length} records to create, nothing written: Odoo holds ${inOdoo} tasks ` +
      `(${answer.rpc_count} RPC, ${answer.duration_ms} ms).`,
    answer.ok && rows.length > 0 && answer.counts.create === rows.length && inOdoo === 0,
    () => ({ counts: answer.counts, errors: answer.errors, inOdoo }),
  );
}

function counted(rows: PlanRow[]): Cell[][] {
  const groups = Map.groupBy(rows, (row) => `${row.action} ${row.model}`);
  return [...groups.values()].map((group) => [
    { text: group[0]!.action, style: "green" },
    group[0]!.model,
    group.length,
  ]);
}

const text = (row: PlanRow, field: string) => String(row.changes[field]?.to ?? "");
const list = (row: PlanRow, field: string) => (row.changes[field]?.to ?? []) as string[];

/** Who is to do it, without the domain. */
function names(row: PlanRow): string {
  return list(row, "assignees").map((address) => address.split("@")[0]).join(", ");
}
