import { z } from "zod";
import { edgeFunction } from "../_shared/http/app.ts";
import { accepted, jsonBody } from "../_shared/http/json_body.ts";
import { idempotencyKey } from "../_shared/http/idempotency_key.ts";
import { markdownRenderer } from "../_shared/markdown.ts";
import { runAnswer } from "../_shared/http/run_answer.ts";
import { shadow } from "../_shared/seeding/shadow.ts";

const shadowBody = z.strictObject({
  binding: z.string().min(1).default("default"),
  full: z.boolean().default(false),
  drift: z.boolean().default(true),
  wait: z.boolean().default(true),
});

/** Reads back what a binding's Odoo holds and says how it differs from the seeds. */
export default edgeFunction("shadow-odoo-finance", {
  "POST /": async ({ request }, deps) => {
    const started = performance.now();
    const asked = { ...await jsonBody(request, shadowBody), key: idempotencyKey(request) };
    const { run, failures: errors } = await shadow(deps, asked);
    const { projects_synced, tasks_synced, counts } = run;
    const body = {
      ...{ projects_synced, tasks_synced, errors },
      ...(asked.drift && { drift: counts ?? {} }),
    };
    return runAnswer(run, body, performance.now() - started);
  },
}, {
  markdown: markdownRenderer,
  called: {
    "POST /": async (body, deps) => {
      const { run } = await shadow(deps, accepted(body, shadowBody));
      return { run: run.id };
    },
  },
});
