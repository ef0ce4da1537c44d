import { z } from "zod";
import { refuseOperation } from "../_shared/database/approvals.ts";
import { cancelOperation } from "../_shared/database/operations.ts";
import type { Deps } from "../_shared/deps.ts";
import { AppError } from "../_shared/errors.ts";
import { actorOf } from "../_shared/http/actor.ts";
import { type Call, edgeFunction } from "../_shared/http/app.ts";
import { jsonBody } from "../_shared/http/json_body.ts";
import { operationAnswer } from "../_shared/http/operation_answer.ts";
import { idempotencyKey } from "../_shared/http/idempotency_key.ts";
import { operationReport } from "../_shared/http/operation_report.ts";
import { quoted } from "../_shared/quoted.ts";
import { agreeTo, askAgain, operationAt } from "../_shared/tenancy/request.ts";

const reasonBody = z.strictObject({ reason: z.string().max(1000).optional() });
const retryBody = z.strictObject({ from_step: z.string().min(1).optional() });

/** Shows operations, and lets people decide on them. */
export default edgeFunction("operations", {
  "GET /:id": (call, deps) => report(deps, idOf(call)),
  "POST /:id/cancel": async (call, deps) => {
    await cancelOperation(deps.sql, idOf(call), actorOf(call.request));
    return await report(deps, idOf(call));
  },
  "POST /:id/retry": async (call, deps) => {
    const [actor, key] = [actorOf(call.request), idempotencyKey(call.request)];
    const { from_step: fromStep } = await jsonBody(call.request, retryBody);
    const opened = await askAgain(deps, await operationAt(deps, idOf(call)), {
      fromStep,
      actor,
      key,
    });
    const { tenant } = await operationAt(deps, opened.id);
    return operationAnswer(tenant, opened);
  },
  "POST /:id/approve": async (call, deps) => {
    const { reason } = await jsonBody(call.request, reasonBody);
    const actor = actorOf(call.request);
    await agreeTo(deps, await operationAt(deps, idOf(call)), { actor, reason });
    return await report(deps, idOf(call));
  },
  "POST /:id/refuse": async (call, deps) => {
    const { reason } = await jsonBody(call.request, reasonBody);
    await refuseOperation(deps.sql, idOf(call), { actor: actorOf(call.request), reason });
    return await report(deps, idOf(call));
  },
}, { tokens: ({ tenantAdminTokens }) => tenantAdminTokens });

async function report(deps: Deps, id: string): Promise<Response> {
  return operationReport(await operationAt(deps, id));
}

function idOf(call: Call): string {
  const id = z.uuid().safeParse(call.param("id"));
  if (id.success) return id.data;
  throw new AppError(
    "not_found",
    `Cannot find ${quoted(call.param("id"))}: it is no operation's id.`,
  );
}
