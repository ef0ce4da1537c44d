import type { OdooStack } from "../../stack/types.ts";
import type { Actor, TenantStage } from "./stage.ts";

/** How an operation stands: what GET /operations/{id} answers. */
export interface Operation {
  id: string;
  kind: string;
  status: string;
  error: { code: string; detail: string; step?: string } | null;
  runbook: string | null;
  started_at: string;
  finished_at: string | null;
  steps: Step[];
}

export interface Step {
  name: string;
  action: "apply" | "compensate";
  status: string;
  output: Record<string, unknown>;
  skip_reason: string | null;
  started_at: string | null;
  finished_at: string | null;
}

/** What a request came to; a problem document has a code and a detail, what was taken on an operation. */
export interface Answer {
  http: number;
  code?: string;
  detail?: string;
  suggestion?: string;
  operation?: { id: string; status: string };
}

/** Calls a function as a console's server would: with the token, naming for whom. */
export async function ask(
  { stack }: TenantStage,
  actor: Actor,
  path: string,
  body: object = {},
): Promise<Answer> {
  return await call(stack, "POST", path, {
    "x-actor": actor.user,
    "x-actor-role": actor.role,
    ...(actor.tenant && { "x-actor-tenant": actor.tenant }),
  }, body);
}

export async function readOperation({ stack }: TenantStage, id: string): Promise<Operation> {
  return await call(stack, "GET", `operations/${id}`, {});
}

async function call<T>(
  { apiUrl, tenantAdminToken }: OdooStack,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
): Promise<T & { http: number }> {
  const response = await fetch(`${apiUrl}/functions/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tenantAdminToken}`,
      "content-type": "application/json",
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  return { ...await response.json(), http: response.status };
}
