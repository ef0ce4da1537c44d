import type { Corner } from "./corner.ts";
import type { Answer } from "./runs.ts";

/** Every run has a row, an end and its failures, and is no work any more. @throws Error */
export async function checkAudit(corner: Corner, answers: Answer[]): Promise<void> {
  const rows = await corner.ground.sql<{ id: string; status: string; errors: number }[]>`
    select r.id, r.status, count(e.id)::int as errors
    from odoo_seed.sync_runs r
    left join odoo_seed.sync_run_errors e on e.run_id = r.id
    where r.binding = ${corner.binding}
    group by r.id`;
  const runs = new Map(rows.map((row) => [row.id, row]));
  const faults = rows.filter((row) => row.status === "running").map(({ id }) => `${id} still runs`);
  const left = await corner.ground.sql<{ id: string; status: string }[]>`
    select r.id, w.status from ops.work w join odoo_seed.sync_runs r on r.id::text = w.key
    where w.kind = 'run' and r.binding = ${corner.binding} and w.status <> 'dead'`;
  faults.push(...left.map(({ id, status }) => `run ${id} is ${status} work`));
  for (const { status, runId, errors } of answers) {
    const run = runs.get(runId ?? "");
    if (runId && !run) faults.push(`run ${runId} has no row`);
    if (status === 200 && run?.status !== "success") faults.push(`a 200 is ${run?.status}`);
    if (status === 207 && run?.status !== "partial") faults.push(`a 207 is ${run?.status}`);
    if (status === 207 && run?.errors !== errors.length) {
      faults.push(`${errors.length} failures have ${run?.errors} rows`);
    }
  }
  if (faults.length > 0) throw new Error(`The audit is not complete: ${faults.join("; ")}.`);
}
