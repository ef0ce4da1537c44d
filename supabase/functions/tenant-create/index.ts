import { actorOf } from "../_shared/http/actor.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { jsonBody } from "../_shared/http/json_body.ts";
import { operationAnswer } from "../_shared/http/operation_answer.ts";
import { idempotencyKey } from "../_shared/http/idempotency_key.ts";
import { tenantBody, tenantRequest } from "../_shared/tenancy/new_tenant.ts";
import { createTenant } from "../_shared/tenancy/request.ts";

/** Takes in a new tenant and has it created. */
export default edgeFunction("tenant-create", {
  "POST /": async ({ request }, deps) => {
    const [actor, key] = [actorOf(request), idempotencyKey(request)];
    const { tenant, input } = tenantRequest(await jsonBody(request, tenantBody));
    return operationAnswer(tenant.slug, await createTenant(deps, tenant, { input, actor, key }));
  },
}, { tokens: ({ tenantAdminTokens }) => tenantAdminTokens });
