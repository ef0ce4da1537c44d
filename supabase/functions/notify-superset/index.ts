import { z } from "zod";
import { announceChanges } from "../_shared/announcing/announce.ts";
import { sliceBudget } from "../_shared/budget.ts";
import { acknowledge, changeSets } from "../_shared/database/change_sets.ts";
import type { Deps } from "../_shared/deps.ts";
import { githubRepository } from "../_shared/github/repository.ts";
import { type Call, edgeFunction } from "../_shared/http/app.ts";
import { jsonBody, textBody } from "../_shared/http/json_body.ts";
import { requireWebhook } from "../_shared/http/signature.ts";
import { once } from "../_shared/once.ts";
import { openApi } from "../_shared/resources/open_api.ts";
import { noting } from "../_shared/resources/schema_changes.ts";
import { serve } from "../_shared/resources/serve.ts";

const name = "notify-superset";
const acknowledgement = z.strictObject({
  change_set: z.uuid(),
  status: z.enum(["done", "failed"]),
  detail: z.string().max(500).optional(),
  run_url: z.url({ protocol: /^https?$/ }).max(1000).optional(),
});

/** The one of this process, which keeps an App's token. */
const repository = once(() => {
  const { github } = openApi().deps.config;
  return github && githubRepository(github);
});

async function announce(_body: unknown, deps: Deps): Promise<void> {
  const sets = changeSets(() => deps.sql, deps.config.leaseSeconds);
  await announceChanges(deps, sets, repository(), sliceBudget(deps.config));
}

/** The receiver's own word on a change set, signed as Standard Webhooks have it. */
async function takeAcknowledgement({ request }: Call, deps: Deps): Promise<Response> {
  const body = await textBody(request);
  requireWebhook(
    { headers: request.headers, body },
    deps.config.notifySecrets,
    deps.now(),
    "Sign it with NOTIFY_SECRET, at the time it is sent: docs/notify-superset.md.",
  );
  const said = await jsonBody(new Request(request.url, { method: "POST", body }), acknowledgement);
  await acknowledge(deps.sql, said);
  return Response.json({ change_set: said.change_set, status: "taken" });
}

const others = edgeFunction(name, {}, {
  called: { "POST /announcements": announce },
  guarded: { "POST /ack": takeAcknowledgement },
});
const pushes = serve(`/${name}`, { routes: [{ ...noting, path: "/" }] }, openApi);

/** Announces schema changes, takes the receiver's acknowledgement, and, at its root, commits that touch the schema: docs/notify-superset.md. */
export default {
  fetch: (request: Request) =>
    new URL(request.url).pathname === `/${name}` ? pushes.fetch(request) : others.fetch(request),
};
