import { z } from "zod";
import { tenantBody } from "../tenancy/new_tenant.ts";
import { opened, operationRow } from "./operations.ts";
import { requestProblems } from "./request_problems.ts";
import type { Route } from "./route.ts";
import { flag, json, listQuery, moment, pageOf, tenantParams } from "./shapes.ts";
import { tenantModule } from "./tenant_module.ts";

/** A tenant's place in its lifecycle. */
export const tenantStatus = z.enum(["provisioning", "active", "paused", "error", "decommissioned"]);
const word = z.string().max(255).optional();

/** What it runs on. */
const infra = z.string().nullable()
  .meta({ description: "Null as well without the permission `infra.read`." });
const health = z.enum(["healthy", "degraded", "unreachable", "unknown"]);
const sync = z.enum(["in_sync", "drifted", "unknown"]);

/** A tenant as lists have it. */
export const tenant = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  tenant_type: z.enum(["platform_owner", "provider", "client", "internal"]),
  parent: z.string().nullable(),
  agency_group: z.string().nullable(),
  status: tenantStatus,
  plan: z.string(),
  bundle: z.string().nullable(),
  region: z.string().nullable(),
  industry: z.string().nullable(),
  country_code: z.string().nullable(),
  isolation: z.enum(["database", "schema"]),
  database: infra,
  schema: infra,
  db_host: infra,
  k8s_namespace: infra,
  odoo_url: infra,
  primary_domain: z.string().nullable(),
  admin_email: z.string(),
  infra_template: infra,
  image_tag: infra,
  health: health.meta({ description: "Of its Odoo, as it was last found." }),
  sync: sync.meta({ description: "Whether its Odoo held what the seeds say." }),
  hold: json.nullable().meta({ description: "What holds its work: code, detail, until, hold." }),
  created_at: moment,
  updated_at: moment,
}).meta({ id: "Tenant" });

const seen = {
  probed_at: moment.nullable(),
  health_detail: infra.meta({
    description: "What was seen. Null as well without the permission `infra.read`.",
  }),
  synced_at: moment.nullable(),
  sync_run: z.uuid().nullable().meta({ description: "The run that found it so." }),
  drift: json.nullable().meta({ description: "Drift by kind, as a shadow counted it." }),
};

const listedTenant = tenant.extend(z.strictObject(seen).partial().shape)
  .meta({ id: "ListedTenant" });

const backup = z.strictObject({
  id: z.uuid(),
  tenant_id: z.uuid(),
  operation_id: z.uuid(),
  taken_at: moment,
  expires_at: moment,
  object_path: z.string().meta({ description: "In the bucket tenant-backups." }),
  sha256: z.string(),
  bytes: z.number().int(),
  odoo_version: z.string(),
  module_hash: z.string().nullable(),
}).meta({ id: "Backup" });

const wholeTenant = tenant.extend({
  ...seen,
  children: z.array(z.string()),
  modules: z.array(tenantModule),
  open_operation: operationRow.nullable(),
  last_backup: backup.nullable(),
  subscription: z.strictObject({
    id: z.uuid(),
    plan: z.string(),
    started_at: moment,
    monthly_price: z.number().nullable(),
    currency: z.string(),
  }).nullable(),
}).meta({ id: "WholeTenant" });

const filters = {
  q: word.meta({ description: "Part of its slug, name or domain." }),
  status: tenantStatus.optional(),
  health: health.optional(),
  sync: sync.optional(),
  plan: word,
  bundle: word,
  region: word,
  agency_group: word,
  parent: word.meta({ description: "The slug of the tenant above." }),
  include_health: flag.optional().meta({
    description: "With true each tenant has what was seen of its Odoo, and when.",
  }),
};

/** What people change of a tenant; in their own tenant alone, the first two. */
const changes = z.strictObject({
  name: tenantBody.shape.name.optional(),
  industry: tenantBody.shape.industry.nullable(),
  domain: tenantBody.shape.domain.nullable(),
  region: tenantBody.shape.region.nullable(),
  agency_group: z.string().min(1).max(63).nullish(),
  plan: tenantBody.shape.plan.optional().meta({
    description: "Takes the permission `billing.change`.",
  }),
}).meta({ id: "TenantChanges" });

/** Also served by itself, as the function tenant-create. */
export const creation: Route = {
  method: "POST",
  path: "/tenants",
  summary: "Store a tenant and have it created.",
  name: "create_tenant",
  work: async () => (await import("./operation_requests.ts")).create,
  query: z.strictObject({
    dry_run: z.enum(["true", "false"]).optional()
      .meta({ description: "true: say what it would do, and what it would be refused for." }),
  }),
  body: tenantBody,
  answer: opened,
  dry: z.strictObject({
    tenant: z.string(),
    seconds: z.number().nullable().meta({ description: "Null where nothing is known yet." }),
    steps: z.array(z.strictObject({
      name: z.string(),
      seconds: z.number().nullable().meta({ description: "The median of the last twenty." }),
    })),
  }).meta({ id: "TenantPreview" }),
  status: 202,
  problems: requestProblems,
  permission: "operations.create",
};

export const routes: Route[] = [
  {
    method: "GET",
    path: "/tenants",
    summary: "List the tenants that the caller may see.",
    name: "list_tenants",
    query: listQuery(filters, ["slug", "name", "created_at", "updated_at"]),
    answer: pageOf(listedTenant),
    permission: "tenants.read",
  },
  creation,
  {
    method: "GET",
    path: "/tenants/{tenant}",
    summary:
      "Show a tenant with its children, modules, open operation, last backup and subscription.",
    name: "get_tenant",
    params: tenantParams,
    answer: wholeTenant,
    permission: "tenants.read",
  },
  {
    method: "PATCH",
    path: "/tenants/{tenant}",
    summary: "Change a tenant: a key that is absent stays, null clears.",
    name: "change_tenant",
    params: tenantParams,
    body: changes,
    matches: true,
    answer: wholeTenant,
    problems: ["forbidden", "tenant_status_refused", "changed_meanwhile"],
    permission: "tenants.change",
  },
  {
    method: "POST",
    path: "/tenants/{tenant}/administrator-password",
    summary: "Show the generated password of a tenant's administrator, once.",
    name: "show_password",
    params: tenantParams,
    answer: z.strictObject({ login: z.string(), password: z.string() }).meta({ id: "Password" }),
    problems: ["forbidden", "password_shown", "tenant_status_refused"],
    permission: "operations.reset_password",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/backups",
    summary: "List the backups of a tenant that can be restored, the newest first.",
    name: "list_backups",
    params: tenantParams,
    query: listQuery({}, ["taken_at", "expires_at", "bytes"]),
    answer: pageOf(backup),
    permission: "backups.read",
  },
];
