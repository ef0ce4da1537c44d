import { approveOperation } from "../database/approvals.ts";
import { readOperation, retryOperation, type WholeOperation } from "../database/operations.ts";
import {
  type Actor,
  admit,
  type Opened,
  openOperation,
  readTenant,
  requestClone,
  requestTenant,
  type Target,
  type TenantRow,
} from "../database/tenants.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { NewTenant } from "./operations/operation.ts";
import { operationOf, plannedSteps } from "./operations.ts";
import { quoted } from "../quoted.ts";
import { seenTarget } from "./tenant/target.ts";

interface Asked {
  input: Record<string, unknown>;
  actor: Actor;
  /** The caller's Idempotency-Key. */
  key?: string;
}

/** Stores a tenant and asks for its creation. @throws {AppError} as SQL refuses it; misconfigured */
export async function createTenant(
  deps: Deps,
  tenant: NewTenant,
  { input, actor, key }: Asked,
): Promise<Opened> {
  const { url, steps } = planned(deps, "create");
  const stored = { odoo_url: url, ...tenant };
  return await requestTenant(deps.sql, stored, { kind: "create", steps, input, actor, key });
}

/** What was asked for, and of which tenant. */
export interface Answered {
  tenant: string;
  opened: Opened;
}

/** Asks something of a tenant that is there. @throws {AppError} as SQL refuses it; operation_unsupported, not_found */
export async function askOf(
  deps: Deps,
  slug: string,
  kind: string,
  asked: Asked,
): Promise<Answered> {
  const made = operationOf(kind).makes?.(asked.input);
  if (made) return { tenant: made.slug, opened: await askForCopy(deps, slug, made, asked) };
  const tenant = await tenantOf(deps, slug);
  const { steps } = planned(deps, kind, tenant);
  const target = steps.some(({ dangerous }) => dangerous)
    ? await shownTarget(deps, tenant, { kind, actor: asked.actor })
    : undefined;
  const opened = await openOperation(deps.sql, slug, { kind, steps, ...asked, target });
  return { tenant: slug, opened };
}

/** Stores a tenant that is to be a clone of another one. */
async function askForCopy(deps: Deps, source: string, tenant: NewTenant, asked: Asked) {
  const { steps } = planned(deps, "clone");
  return await requestClone(deps.sql, source, tenant, { steps, ...asked });
}

/** Asks for a failed or cancelled operation once more. @throws {AppError} as control.retry_operation refuses */
export async function askAgain(
  deps: Deps,
  { operation, tenant: slug, steps }: WholeOperation,
  asked: { fromStep?: string; actor: Actor; key?: string },
): Promise<Opened> {
  const destroys = steps.some(({ dangerous }) => dangerous);
  const { kind } = operation;
  const target = destroys
    ? await shownTarget(deps, await tenantOf(deps, slug), { kind, actor: asked.actor })
    : undefined;
  return await retryOperation(deps.sql, operation.id, { ...asked, target });
}

/** A second person's yes to what they were shown. @throws {AppError} as control.approve_operation refuses */
export async function agreeTo(
  deps: Deps,
  { operation, tenant: slug, approval }: WholeOperation,
  { actor, reason }: { actor: Actor; reason?: string },
): Promise<void> {
  const { kind } = operation;
  const seen = approval?.target
    ? await shownTarget(deps, await tenantOf(deps, slug), { kind, actor })
    : undefined;
  await approveOperation(deps.sql, operation.id, { actor, reason, seen });
}

/** Odoo is asked for those alone who may ask for the operation. @throws {AppError} forbidden */
async function shownTarget(
  deps: Deps,
  tenant: TenantRow,
  asked: { kind: string; actor: Actor },
): Promise<Target> {
  await admit(deps.sql, tenant.slug, asked);
  return await seenTarget(deps, tenant);
}

/** @throws {AppError} not_found */
export async function tenantOf(deps: Deps, slug: string): Promise<TenantRow> {
  const tenant = await readTenant(deps.sql, slug);
  if (tenant) return tenant;
  throw new AppError("not_found", `Cannot find tenant ${quoted(slug)}: there is none.`);
}

/** @throws {AppError} not_found */
export async function operationAt(deps: Deps, id: string): Promise<WholeOperation> {
  const row = await readOperation(deps.sql, id);
  if (row) return row;
  throw new AppError("not_found", `Cannot find operation ${id}: there is none.`);
}

function planned({ config }: Deps, kind: string, tenant?: TenantRow) {
  const url = tenant?.odoo_url ?? config.defaultOdoo?.url;
  if (!url) throw new AppError("misconfigured", "Cannot reach Odoo: ODOO_URL is not set.");
  return { url, steps: plannedSteps(kind, new URL(url).host) };
}
