import type { RunRow } from "../database/durable_runs.ts";
import { AppError } from "../errors.ts";

const longestKey = 255;

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

/** The caller's Idempotency-Key, if there is one. @throws {AppError} invalid_request for an empty or a long one */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers.get("idempotency-key") ?? undefined;
  if (key === undefined || key.length > 0 && key.length <= longestKey) return key;
  const detail =
    `Cannot read the request: its Idempotency-Key has not 1 to ${longestKey} characters.`;
  throw new AppError("invalid_request", detail);
}
