import type { RunRow } from "../database/durable_runs.ts";

/** Where a run is found, whichever function started it. */
export function runPath(id: string): string {
  return `/functions/v1/seed-odoo-finance/runs/${id}`;
}

/** An answer about a run: 202 with its Location while it works, 200 when all went well, 207 when some rows did not. */
export function runAnswer(run: RunRow, body: Record<string, unknown>, ms: number): Response {
  const headers: Record<string, string> = { "x-run-id": run.id };
  if (run.status === "running") headers.location = runPath(run.id);
  const statuses: Partial<Record<RunRow["status"], number>> = { running: 202, partial: 207 };
  const answer = {
    ok: run.status !== "partial",
    run_id: run.id,
    status: run.status,
    ...body,
    duration_ms: Math.round(ms),
    rpc_count: run.rpc_count ?? 0,
  };
  return Response.json(answer, { status: statuses[run.status] ?? 200, headers });
}
