import { z } from "zod";
import type { RunRow } from "../_shared/database/durable_runs.ts";
import { callFault } from "../_shared/database/calls.ts";
import { runErrors, runProgress, runWarnings } from "../_shared/database/run_actions.ts";
import type { Deps } from "../_shared/deps.ts";
import { AppError } from "../_shared/errors.ts";
import { runPath } from "../_shared/http/run_answer.ts";

/** The id in a path; anything else names no run. */
export const runId = z.uuid();

const runQuery = z.strictObject({
  errors_after: z.coerce.number().int().nonnegative().default(0),
});

/** After which error the page of GET /runs/:id begins; 0 is the first one. @throws {AppError} invalid_request */
export function errorsAfter(request: Request): number {
  const query = runQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (query.success) return query.data.errors_after;
  throw new AppError(
    "invalid_request",
    "Cannot read the run: its query takes errors_after alone, a whole number from 0 on.",
  );
}

const errorsOfPage = 100;

/** How a run stands: progress by action, records a second, and its errors page by page. */
export async function runReport(deps: Deps, run: RunRow, errorsAfter: number): Promise<Response> {
  const running = run.status === "running";
  const [progress, errors, warnings, stalled] = await Promise.all([
    runProgress(deps.sql, run.id),
    runErrors(deps.sql, run.id, { after: errorsAfter, limit: errorsOfPage }),
    runWarnings(deps.sql, run.id, errorsOfPage),
    running ? callFault(deps.sql, run.id) : null,
  ]);
  const seconds = ((run.finished_at ?? deps.now()).getTime() - run.started_at.getTime()) / 1000;
  const written = Object.values(progress).reduce((sum, { done }) => sum + done, 0);
  const body = {
    run_id: run.id,
    binding: run.binding,
    type: run.run_type,
    status: run.status,
    ...(running && { phase: run.phase, cancelling: !!run.cancel_requested_at, stalled }),
    started_at: run.started_at,
    finished_at: run.finished_at,
    counts: run.counts ?? {},
    progress,
    rate: { written_per_second: Number((written / Math.max(seconds, 0.001)).toFixed(1)), seconds },
    projects_synced: run.projects_synced,
    tasks_synced: run.tasks_synced,
    slices: run.slice,
    failed_slices: run.attempts,
    rpc_count: run.rpc_count ?? 0,
    error: run.error,
    errors,
    errors_next: errors.length === errorsOfPage
      ? `${runPath(run.id)}?errors_after=${errors.at(-1)!.id}`
      : null,
    warnings,
  };
  return Response.json(body, { headers: { "x-run-id": run.id } });
}
