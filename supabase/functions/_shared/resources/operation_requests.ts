import type { Ask } from "../database/api.ts";
import type { Target, TenantRow } from "../database/tenants.ts";
import type { Deps } from "../deps.ts";
import { accepted } from "../http/json_body.ts";
import { operationBody, operationOf } from "../tenancy/operations.ts";
import { seenTarget } from "../tenancy/tenant/target.ts";
import { uncached } from "./respond.ts";
import type { Asked, Work } from "./route.ts";

/** What the database cannot find out by itself, as api.fact() has it. */
interface Facts {
  judged: true;
  odoo_url?: string;
  target?: Target;
}

/** Asks for an operation on a tenant. @throws {AppError} as SQL refuses it */
export const request: Work = async ({ deps, ask, args, key }) => {
  const { tenant, type, params = {} } = args;
  const body = accepted({ type, params }, operationBody);
  const destroys = operationOf(body.type).steps.some(({ dangerous }) => dangerous);
  const asked = { tenant, ...body, key };
  return await opened(deps, ask, "request_operation", asked, destroys);
};

/** Stores a tenant and asks for its creation, or says what that would be. @throws {AppError} as SQL refuses it */
export const create: Work = async ({ deps, ask, args: { dry_run: dry, ...body }, key }) => {
  if (dry !== "true") return await opened(deps, ask, "create_tenant", { ...body, key });
  return uncached(
    await ask("preview_tenant", body, { facts: await factsOf(deps, ask, body, false) }),
  );
};

/** Asks for an operation once more. @throws {AppError} as SQL refuses it */
export const retry: Work = async ({ deps, ask, args, key }) => {
  const { steps } = await shown(ask, args);
  const destroys = steps.some(({ dangerous }) => dangerous);
  return await opened(deps, ask, "retry_operation", { ...args, key }, destroys);
};

/** Agrees to what another one has asked for, as it is now. @throws {AppError} as SQL refuses it */
export const approve: Work = async ({ deps, ask, args }) => {
  const { approval } = await shown(ask, args);
  const facts = await factsOf(deps, ask, args, Boolean(approval?.target));
  return uncached(await ask("approve_operation", args, { facts }));
};

/** 202 for an operation that was asked for, with its Location. */
async function opened(
  deps: Deps,
  ask: Ask,
  name: string,
  args: Asked["args"],
  destroys = false,
): Promise<Response> {
  const facts = await factsOf(deps, ask, args, destroys);
  const text = (await ask(name, args, { facts }))!;
  const { id } = (JSON.parse(text) as { operation: { id: string } }).operation;
  return uncached(text, 202, {
    location: `/functions/v1/api/operations/${id}`,
    "x-operation-id": id,
  });
}

async function factsOf(
  deps: Deps,
  ask: Ask,
  args: Asked["args"],
  destroys: boolean,
): Promise<{ [name: string]: unknown } & Facts> {
  const target = destroys ? await targetOf(deps, ask, args) : undefined;
  return { judged: true, odoo_url: deps.config.defaultOdoo?.url, target };
}

/** Odoo is asked for those alone who may ask for the operation. @throws {AppError} not_found, forbidden */
async function targetOf(deps: Deps, ask: Ask, args: Asked["args"]): Promise<Target> {
  const tenant = JSON.parse((await ask("admit_operation", args))!) as TenantRow;
  return await seenTarget(deps, tenant);
}

interface Shown {
  steps: { dangerous: boolean }[];
  approval: { target: object | null } | null;
}

async function shown(ask: Ask, { id }: Asked["args"]): Promise<Shown> {
  return JSON.parse((await ask("get_operation", { id }))!) as Shown;
}
