import { z } from "zod";
import { templateShape } from "./catalog.ts";
import { operationFilters, operationPage } from "./operations.ts";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf, tenantParams } from "./shapes.ts";
import { tenantModule } from "./tenant_module.ts";
import { tenant, tenantStatus } from "./tenants.ts";

const listedModule = tenantModule.extend({ id: z.string(), tenant_id: z.uuid() })
  .meta({ id: "ListedTenantModule" });

const step = z.strictObject({
  operation_id: z.uuid(),
  status: z.string(),
  skip_reason: z.string().nullable(),
  finished_at: moment.nullable(),
}).meta({ id: "LastStep" });

const infra = tenant.pick({
  isolation: true,
  database: true,
  schema: true,
  db_host: true,
  k8s_namespace: true,
  odoo_url: true,
  primary_domain: true,
  region: true,
  image_tag: true,
  health: true,
}).extend({
  tenant: z.string(),
  health_detail: z.string().nullable(),
  probed_at: moment.nullable(),
  template: templateShape.nullable(),
  last_upgrade: z.strictObject({
    operation_id: z.uuid(),
    status: z.string(),
    image_tag: z.string().nullable(),
    finished_at: moment.nullable(),
  }).nullable(),
}).meta({ id: "TenantInfra" });

const sso = z.strictObject({
  tenant: z.string(),
  configured: z.boolean(),
  realm: z.string().nullable(),
  client_id: z.string().nullable(),
  sso_template: z.string().nullable().meta({ description: "What its creation asked for." }),
  step: step.nullable().meta({ description: "What became of the step that does it." }),
}).meta({ id: "TenantSso" });

const analytics = z.strictObject({
  tenant: z.string(),
  schema: z.string(),
  schema_exists: z.boolean(),
  role: z.string().meta({ description: "The database role that reads the schema." }),
  can_log_in: z.boolean(),
  why_no_login: z.string().nullable(),
  superset_configured: z.boolean(),
  superset_step: step.nullable(),
}).meta({ id: "TenantAnalytics" });

const severity = z.enum(["info", "warning", "error"]);
const source = z.enum(["operation", "step", "audit"]);

const event = z.strictObject({
  at: moment,
  severity,
  source,
  message: z.string(),
  actor: z.string().nullable(),
  operation_id: z.uuid().nullable(),
}).meta({ id: "TenantEvent" });

const logs = z.strictObject({
  since: moment,
  total: z.number().int(),
  items: z.array(event),
}).meta({ id: "TenantLogs" });

const logQuery = z.strictObject({
  severity: severity.optional(),
  source: source.optional(),
  since: moment.optional().meta({ description: "At the earliest seven days ago." }),
  until: moment.optional(),
  limit: z.coerce.number().int().min(1).max(500).optional()
    .meta({ description: "100 unless given." }),
});

const panels = [
  ["infra", "Show what a tenant runs on.", infra],
  ["sso", "Show whether people sign in to a tenant's Odoo through Keycloak.", sso],
  ["analytics", "Show how a tenant's analytics are reached.", analytics],
] as const;

export const routes: Route[] = [
  {
    method: "GET",
    path: "/tenants/{tenant}/operations",
    summary: "List the operations of a tenant, the newest first.",
    name: "list_tenant_operations",
    params: tenantParams,
    query: listQuery(operationFilters, ["created_at", "finished_at"]),
    answer: operationPage,
    permission: "operations.read",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/modules",
    summary: "List the modules of a tenant's Odoo, as operations left them.",
    name: "list_tenant_modules",
    params: tenantParams,
    query: listQuery({
      state: tenantModule.shape.state.optional(),
      source: tenantModule.shape.source.optional(),
    }, ["module_name", "state"]),
    answer: pageOf(listedModule),
    permission: "modules.read",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/children",
    summary: "List the tenants directly below one.",
    name: "list_children",
    params: tenantParams,
    query: listQuery({ status: tenantStatus.optional() }, ["slug", "name", "created_at"]),
    answer: pageOf(tenant),
    permission: "tenants.read",
  },
  ...panels.map(([panel, summary, answer]): Route => ({
    method: "GET",
    path: `/tenants/{tenant}/${panel}`,
    summary,
    name: `get_${panel}`,
    params: tenantParams,
    answer,
    problems: ["forbidden"],
    permission: `${panel}.read`,
  })),
  {
    method: "GET",
    path: "/tenants/{tenant}/logs",
    summary: "Show what happened to a tenant in the last seven days, the newest first.",
    name: "list_logs",
    params: tenantParams,
    query: logQuery,
    answer: logs,
    problems: ["forbidden"],
    permission: "logs.read",
  },
];
