import { z } from "zod";
import { cancelRun } from "../_shared/database/durable_runs.ts";
import { AppError } from "../_shared/errors.ts";
import { type Call, edgeFunction } from "../_shared/http/app.ts";
import { accepted, jsonBody } from "../_shared/http/json_body.ts";
import { idempotencyKey } from "../_shared/http/idempotency_key.ts";
import { markdownRenderer } from "../_shared/markdown.ts";
import { adopt } from "../_shared/seeding/adopt/adopt.ts";
import { adoptBody, adoptRequest } from "../_shared/seeding/adopt/adopt_body.ts";
import { runOf, workNextSlice } from "../_shared/seeding/run/durable_run.ts";
import { importProject } from "../_shared/seeding/adopt/import.ts";
import { importBody, importRequest } from "../_shared/seeding/adopt/import_body.ts";
import { seed } from "../_shared/seeding/seed.ts";
import { applyBody, applyPlan } from "./plans.ts";
import { seedBody, seedRequest, seedResponse } from "./request.ts";
import { errorsAfter, runId, runReport } from "./runs.ts";
import { adoptResponse, importResponse } from "./taken_in.ts";
import { quoted } from "../_shared/quoted.ts";

const sliceBody = z.strictObject({ run_id: z.uuid() });

/** Pushes the seeds of a binding to its Odoo. */
export default edgeFunction("seed-odoo-finance", {
  "POST /": async ({ request }, deps) => {
    const started = performance.now();
    const asked = seedRequest(await jsonBody(request, seedBody), idempotencyKey(request));
    return seedResponse(await seed(deps, asked), performance.now() - started);
  },
  "POST /plans": async ({ request }, deps) => {
    const started = performance.now();
    const body = await jsonBody(request, seedBody.omit({ dry_run: true, notify: true }));
    const asked = seedRequest({ ...body, dry_run: true, notify: false }, idempotencyKey(request));
    return seedResponse(await seed(deps, asked), performance.now() - started);
  },
  "POST /plans/:id/apply": async (call, deps) => {
    const started = performance.now();
    const body = await jsonBody(call.request, applyBody);
    const asked = { ...body, key: idempotencyKey(call.request) };
    const result = await applyPlan(deps, idOf(call), asked);
    return seedResponse(result, performance.now() - started);
  },
  "GET /runs/:id": async (call, deps) => {
    const after = errorsAfter(call.request);
    return await runReport(deps, await runOf(deps, idOf(call)), after);
  },
  "POST /runs/:id/cancel": async (call, deps) => {
    const id = idOf(call);
    await cancelRun(deps.sql, id);
    return await runReport(deps, await runOf(deps, id), 0);
  },
  "POST /adopt": async ({ request }, deps) => {
    const started = performance.now();
    const result = await adopt(deps, adoptRequest(await jsonBody(request, adoptBody)));
    return adoptResponse(result, performance.now() - started);
  },
  "POST /import": async ({ request }, deps) => {
    const started = performance.now();
    const result = await importProject(deps, importRequest(await jsonBody(request, importBody)));
    return importResponse(result, performance.now() - started);
  },
}, {
  markdown: markdownRenderer,
  called: {
    "POST /": async (body, deps) => {
      const { run } = await seed(deps, seedRequest(accepted(body, seedBody)));
      return { run: run.id };
    },
    "POST /slices": async (body, deps) => {
      await workNextSlice(deps, accepted(body, sliceBody).run_id);
    },
  },
});

function idOf(call: Call): string {
  const id = runId.safeParse(call.param("id"));
  if (id.success) return id.data;
  throw new AppError("not_found", `Cannot find ${quoted(call.param("id"))}: it is no run's id.`);
}
