import { z } from "zod";
import { edgeFunction } from "../_shared/http/app.ts";
import { jsonBody } from "../_shared/http/json_body.ts";
import { shadow } from "../_shared/seeding/shadow.ts";

const shadowBody = z.strictObject({ binding: z.string().min(1).default("default") });

/** Reads back what a binding's Odoo holds and says how it differs from the seeds. */
export default edgeFunction("shadow-odoo-finance", {
  "POST /": async ({ request }, deps) => {
    const started = performance.now();
    const { binding } = await jsonBody(request, shadowBody);
    const { runId, projects, tasks, drift, rpcCount } = await shadow(deps, binding);
    const body = {
      ok: true,
      run_id: runId,
      status: "success",
      projects_synced: projects,
      tasks_synced: tasks,
      drift,
      duration_ms: Math.round(performance.now() - started),
      rpc_count: rpcCount,
    };
    return Response.json(body, { headers: { "x-run-id": runId } });
  },
});
