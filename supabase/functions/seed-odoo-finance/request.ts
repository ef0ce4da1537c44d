import { z } from "zod";
import { runAnswer } from "../_shared/http/run_answer.ts";
import type { Model } from "../_shared/database/runs.ts";
import { rowsReported, type SeedRequest, type SeedResult } from "../_shared/seeding/seed.ts";

/** The body of POST /seed-odoo-finance; every key is optional, no other is accepted. */
export const seedBody = z.strictObject({
  binding: z.string().min(1).default("default"),
  program: z.string().min(1).optional(),
  projects: z.array(z.string().min(1)).min(1).optional(),
  dry_run: z.boolean().default(false),
  prune: z.enum(["never", "archive"]).default("never"),
  notify: z.boolean().default(false),
  full: z.boolean().default(false),
  wait: z.boolean().default(true),
});

/** What seed() is asked for by a body; `key` is the Idempotency-Key. */
export function seedRequest(body: z.infer<typeof seedBody>, key?: string): SeedRequest {
  const { binding, program, projects, prune, dry_run: dryRun, notify, full, wait } = body;
  const scope = { ...(program && { program }), ...(projects && { projects }), prune };
  const options = { ...(notify && { notify }), ...(full && { full }) };
  return { binding, scope, dryRun, options, key, wait };
}

const done: Record<string, string> = {
  create: "created",
  update: "updated",
  archive: "archived",
  unarchive: "unarchived",
};

/** What a seeding answers, also while it still works; a long list is cut and says so in `cut`. */
export function seedResponse(result: SeedResult, ms: number): Response {
  const { run, results, plan, failures, warnings, progress } = result;
  const dryRun = run.run_type === "plan";
  const ofModel = (model: Model) =>
    results.filter((row) => row.model === model).map(({ external_ref, odoo_id, action }) => ({
      external_ref,
      odoo_id,
      action: done[action],
    }));
  const cut = Object.entries({ results, plan, errors: failures, warnings })
    .filter(([, rows]) => rows.length === rowsReported).map(([name]) => name);
  const body = {
    dry_run: dryRun,
    projects_synced: run.projects_synced,
    tasks_synced: run.tasks_synced,
    counts: run.counts ?? {},
    progress,
    results: { projects: ofModel("project.project"), tasks: ofModel("project.task") },
    ...(dryRun && { plan, plan_hash: run.plan_hash, plan_expires_at: run.plan_expires_at }),
    errors: failures,
    warnings,
    ...(cut.length > 0 && { cut_after: rowsReported, cut }),
  };
  return runAnswer(run, body, ms);
}
