import { z } from "zod";
import type { SeedRequest, SeedResult } from "../_shared/seeding/seed.ts";

/** The body of POST /seed-odoo-finance; every key is optional, no other is accepted. */
export const seedBody = z.strictObject({
  binding: z.string().min(1).default("default"),
  program: z.string().min(1).optional(),
  projects: z.array(z.string().min(1)).min(1).optional(),
  dry_run: z.boolean().default(false),
  prune: z.enum(["never", "archive"]).default("never"),
  notify: z.boolean().default(false),
});

export function seedRequest(body: z.infer<typeof seedBody>): SeedRequest {
  const { binding, program, projects, prune, dry_run: dryRun, notify } = body;
  const scope = { ...(program && { program }), ...(projects && { projects }), prune };
  return { binding, scope, dryRun, notify };
}

/** 200 when all went well, 207 when some rows did not. */
export function seedResponse(result: SeedResult, ms: number): Response {
  const ok = result.failures.length === 0;
  const body = {
    ok,
    run_id: result.runId,
    status: ok ? "success" : "partial",
    dry_run: result.dryRun,
    projects_synced: result.projectsSynced,
    tasks_synced: result.tasksSynced,
    counts: result.counts,
    results: {
      projects: result.results["project.project"],
      tasks: result.results["project.task"],
    },
    ...(result.dryRun && { plan: result.plan }),
    errors: result.failures,
    duration_ms: Math.round(ms),
    rpc_count: result.rpcCount,
  };
  return Response.json(body, { status: ok ? 200 : 207, headers: { "x-run-id": result.runId } });
}
