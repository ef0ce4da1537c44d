import type { PlanLeft } from "../_shared/database/adoption.ts";
import type { RowFailure } from "../_shared/database/runs.ts";

/** A run of one slice, with what a seeding would do from here on. */
interface EndedRun {
  runId: string;
  plan: PlanLeft;
  failures: RowFailure[];
  rpcCount: number;
}

/** What adopting and importing answer: 200 when all went well, 207 when some of it is left to a person. */
export function oneSliceAnswer(
  run: EndedRun,
  reported: Record<string, unknown>,
  ms: number,
): Response {
  const ok = run.failures.length === 0;
  const body = {
    ok,
    run_id: run.runId,
    status: ok ? "success" : "partial",
    ...reported,
    counts: run.plan.counts,
    plan: run.plan.rows,
    errors: run.failures,
    duration_ms: Math.round(ms),
    rpc_count: run.rpcCount,
  };
  return Response.json(body, { status: ok ? 200 : 207, headers: { "x-run-id": run.runId } });
}
