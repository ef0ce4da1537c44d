import { keptBackups } from "../_shared/database/backups.ts";
import { showPassword } from "../_shared/database/passwords.ts";
import { latestOperations } from "../_shared/database/tenants.ts";
import { actorOf } from "../_shared/http/actor.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { jsonBody } from "../_shared/http/json_body.ts";
import { operationAnswer } from "../_shared/http/operation_answer.ts";
import { idempotencyKey } from "../_shared/http/idempotency_key.ts";
import { operationBody } from "../_shared/tenancy/operations.ts";
import { askOf, tenantOf } from "../_shared/tenancy/request.ts";

const operationsReported = 20;

/** Shows a tenant, and takes what is asked of it. */
export default edgeFunction("tenants", {
  "GET /:slug": async (call, deps) => {
    const tenant = await tenantOf(deps, call.param("slug"));
    const operations = await latestOperations(deps.sql, tenant.id, operationsReported);
    return Response.json({ ...tenant, operations });
  },
  "GET /:slug/backups": async (call, deps) => {
    const { id } = await tenantOf(deps, call.param("slug"));
    const items = (await keptBackups(deps.sql, id)).filter(({ status }) => status === "taken");
    return Response.json({ items, total: items.length });
  },
  "POST /:slug/administrator-password": async (call, deps) => {
    const { slug, admin_email } = await tenantOf(deps, call.param("slug"));
    const password = await showPassword(deps.sql, slug, actorOf(call.request));
    const body = { login: admin_email, password: password.reveal() };
    return Response.json(body, { headers: { "cache-control": "no-store" } });
  },
  "POST /:slug/operations": async (call, deps) => {
    const [actor, key] = [actorOf(call.request), idempotencyKey(call.request)];
    const body = await jsonBody(call.request, operationBody);
    const asked = { input: { ...body.input }, actor, key };
    const { tenant, opened } = await askOf(deps, call.param("slug"), body.kind, asked);
    return operationAnswer(tenant, opened);
  },
}, { tokens: ({ tenantAdminTokens }) => tenantAdminTokens });
