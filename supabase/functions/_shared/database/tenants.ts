import type { Sql } from "./connection.ts";
import { storable } from "./tenant_faults.ts";

/** For whom something is asked; SQL judges whether that one may. */
export interface Actor {
  user: string;
  role: string;
  tenant?: string;
  on_behalf_of?: string;
  request_id?: string;
}

/** A row of control.tenants, as far as steps and callers need it. */
export interface TenantRow {
  id: string;
  slug: string;
  name: string;
  tenant_type: string;
  status: string;
  isolation: "database" | "schema";
  database: string;
  schema: string;
  odoo_url: string | null;
  primary_domain: string | null;
  country_code: string | null;
  admin_email: string;
  plan_code: string;
  bundle_code: string | null;
  infra_template_code: string | null;
}

/** A step as SQL stores it. */
export interface PlannedStep {
  name: string;
  dangerous: boolean;
  /** Whether a failure after it may leave the tenant unwell. */
  disruptive: boolean;
  exclusive: string | null;
}

/** What is asked of a tenant. */
export interface Request {
  kind: string;
  steps: PlannedStep[];
  input: Record<string, unknown>;
  actor: Actor;
  /** The caller's Idempotency-Key. */
  key?: string;
  /** What it would destroy; the approver is shown it. */
  target?: Target;
}

/** What an operation is to destroy: the tenant's database, as it was seen. */
export type Target =
  | { database: string; uuid: string; bytes: number | null }
  /** There is none, or none of the tenant's; why is told to people. */
  | { database: null; why: string }
  | { database: string; unseen: string };

/** The operation that a request opened, or, `existing`, that its key had opened before. */
export interface Opened {
  id: string;
  status: string;
  existing: boolean;
}

/** Before anything outside is asked for an actor. @throws {AppError} forbidden, not_found, invalid_request */
export async function admit(
  sql: Sql,
  slug: string,
  { kind, actor }: Pick<Request, "kind" | "actor">,
): Promise<void> {
  await storable(sql`
    select control.admit_to(
      p_tenant_slug => ${slug}, p_kind => ${kind}, p_actor => ${sql.json({ ...actor })}
    )
  `);
}

/** @throws {AppError} as control.request_tenant and control.open_operation refuse */
export async function requestTenant(
  sql: Sql,
  tenant: Record<string, unknown>,
  request: Request,
): Promise<Opened> {
  const { kind, steps, input, actor, key } = request;
  const [row] = await storable(sql<[Opened]>`
    select * from control.request_tenant(
      p_tenant => ${sql.json(tenant as never)}, p_kind => ${kind}, p_steps => ${
    sql.json(steps as never)
  },
      p_input => ${sql.json(input as never)}, p_actor => ${sql.json({ ...actor })},
      p_key => ${key ?? null}
    )
  `);
  return row;
}

/** @throws {AppError} as control.request_clone refuses */
export async function requestClone(
  sql: Sql,
  source: string,
  tenant: Record<string, unknown>,
  request: Omit<Request, "kind">,
): Promise<Opened> {
  const { steps, input, actor, key } = request;
  const [row] = await storable(sql<[Opened]>`
    select * from control.request_clone(
      p_source => ${source}, p_tenant => ${sql.json(tenant as never)}, p_steps => ${
    sql.json(steps as never)
  },
      p_input => ${sql.json(input as never)}, p_actor => ${sql.json({ ...actor })},
      p_key => ${key ?? null}
    )
  `);
  return row;
}

/** @throws {AppError} as control.open_operation refuses */
export async function openOperation(sql: Sql, slug: string, request: Request): Promise<Opened> {
  const { kind, steps, input, actor, key, target } = request;
  const [row] = await storable(sql<[Opened]>`
    select * from control.open_operation(
      p_tenant_slug => ${slug}, p_kind => ${kind}, p_steps => ${sql.json(steps as never)},
      p_input => ${sql.json(input as never)}, p_actor => ${sql.json({ ...actor })},
      p_key => ${key ?? null}, p_target => ${target ? sql.json(target as never) : null}
    )
  `);
  return row;
}

/** A tenant by its slug; undefined when there is none. */
export async function readTenant(sql: Sql, slug: string): Promise<TenantRow | undefined> {
  const [row] = await sql<[{ tenant: TenantRow }?]>`
    select to_jsonb(t) as tenant from control.tenants t where t.slug = ${slug}
  `;
  return row?.tenant;
}

/** A tenant's latest operations, the newest first. */
export async function latestOperations(sql: Sql, tenantId: string, limit: number) {
  return await sql<{ id: string; kind: string; status: string; created_at: Date }[]>`
    select id, kind, status, created_at, finished_at from control.operations
    where tenant_id = ${tenantId} order by created_at desc limit ${limit}
  `;
}
