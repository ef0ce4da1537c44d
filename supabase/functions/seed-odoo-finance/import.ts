import { z } from "zod";
import type { ImportRequest, ImportResult } from "../_shared/seeding/import.ts";

const ref = z.string().regex(/^\S(.*\S)?$/, "must not be empty or padded");

/** The body of POST /seed-odoo-finance/import; no other key is accepted. */
export const importBody = z.strictObject({
  binding: z.string().min(1).default("default"),
  odoo_project: z.union([z.int().positive(), z.string().min(1)], {
    error: "must be the project's id or exact name",
  }),
  program: z.strictObject({ slug: ref, name: z.string().min(1).optional() }),
  project_ref: ref,
  task_ref_prefix: ref.optional(),
  company: z.string().min(1).optional(),
});

/** What importProject() is asked for by a body; tasks are numbered below the project's ref unless it says otherwise. */
export function importRequest(body: z.infer<typeof importBody>): ImportRequest {
  return {
    binding: body.binding,
    odooProject: body.odoo_project,
    program: body.program,
    projectRef: body.project_ref,
    taskRefPrefix: body.task_ref_prefix ?? `${body.project_ref}-`,
    company: body.company,
  };
}

/** 200 when all of it became seeds, 207 when some of it could not. */
export function importResponse(result: ImportResult, ms: number): Response {
  const ok = result.failures.length === 0;
  const body = {
    ok,
    run_id: result.runId,
    status: ok ? "success" : "partial",
    imported: { projects: result.imported.projects, tasks: result.imported.tasks },
    counts: result.plan.counts,
    plan: result.plan.rows,
    errors: result.failures,
    duration_ms: Math.round(ms),
    rpc_count: result.rpcCount,
  };
  return Response.json(body, { status: ok ? 200 : 207, headers: { "x-run-id": result.runId } });
}
