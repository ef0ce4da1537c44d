import type { z } from "zod";
import { refuseOperation } from "../database/approvals.ts";
import type { Ask } from "../database/api.ts";
import { cancelOperation } from "../database/operations.ts";
import type { Actor } from "../database/tenants.ts";
import type { Deps } from "../deps.ts";
import { accepted } from "../http/json_body.ts";
import { operationAnswer } from "../http/operation_answer.ts";
import { operationBody } from "../tenancy/operations.ts";
import { type tenantBody, tenantRequest } from "../tenancy/new_tenant.ts";
import { agreeTo, askAgain, askOf, createTenant, operationAt } from "../tenancy/request.ts";
import type { Asked, Work } from "./route.ts";

/** Where the API shows operations. */
const shownBy = "api/operations";

/** As whom the caller asks, and of which tenant: SQL knows, or refuses. */
interface Acting {
  tenant: string;
  kind: string;
  actor: Actor;
}

/** @throws {AppError} not_found, forbidden */
async function actingOn(ask: Ask, args: Record<string, unknown>): Promise<Acting> {
  return JSON.parse((await ask("get_actor", args))!) as Acting;
}

/** Asks for an operation on a tenant. @throws {AppError} as SQL refuses it */
export const request: Work = async ({ deps, ask, args, key }) => {
  const { type: kind, params: input = {}, tenant: named } = args;
  const body = accepted({ kind, input }, operationBody);
  const { tenant: slug, actor } = await actingOn(ask, { tenant: named, kind: body.kind });
  const asked = { input: { ...body.input }, actor, key };
  const { tenant, opened } = await askOf(deps, slug, body.kind, asked);
  return operationAnswer(tenant, opened, shownBy);
};

/** Stores a tenant and asks for its creation. @throws {AppError} as SQL refuses it */
export const create: Work = async ({ deps, ask, args, key }) => {
  const body = args as z.infer<typeof tenantBody>;
  const { actor } = await actingOn(ask, { tenant: body.parent, kind: "create", below: true });
  const { tenant, input } = tenantRequest(body);
  const opened = await createTenant(deps, tenant, { input, actor, key });
  return operationAnswer(tenant.slug, opened, shownBy);
};

/** Asks for an operation once more. @throws {AppError} as SQL refuses it */
export const retry: Work = async ({ deps, ask, args, key }) => {
  const { id, from_step: fromStep } = args as { id: string; from_step?: string };
  const { tenant, actor } = await actingOn(ask, { operation: id });
  const opened = await askAgain(deps, await operationAt(deps, id), { fromStep, actor, key });
  return operationAnswer(tenant, opened, shownBy);
};

export const approve: Work = (asked) =>
  decided(
    asked,
    async (deps, id, given) => await agreeTo(deps, await operationAt(deps, id), given),
  );

export const refuse: Work = (asked) =>
  decided(asked, (deps, id, given) => refuseOperation(deps.sql, id, given));

export const cancel: Work = (asked) =>
  decided(asked, (deps, id, { actor }) => cancelOperation(deps.sql, id, actor));

/** What a person decides about an operation; answered with the operation as it is then. */
async function decided(
  { deps, ask, args }: Asked,
  decide: (deps: Deps, id: string, given: { actor: Actor; reason?: string }) => Promise<void>,
): Promise<Response> {
  const { id, reason } = args as { id: string; reason?: string };
  const { actor } = await actingOn(ask, { operation: id });
  await decide(deps, id, { actor, reason });
  return new Response(await ask("get_operation", { id }), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
