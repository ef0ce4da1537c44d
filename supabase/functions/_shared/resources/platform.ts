import { z } from "zod";
import type { Route } from "./route.ts";
import { json, moment } from "./shapes.ts";

const count = z.number().int();
const counts = z.record(z.string(), count);
const days = z.coerce.number().int().min(1).max(90).optional()
  .meta({ description: "Operations of the last days; 7 unless given." });
const hours = z.coerce.number().int().min(1).max(8760).optional()
  .meta({ description: "What is older is stale; 24 unless given." });

const tenants = z.strictObject({
  total: count.meta({ description: "Decommissioned ones are in no number but their own." }),
  limit: count.meta({ description: "How many tenants this environment may have." }),
  provisioning: count,
  active: count,
  paused: count,
  error: count,
  decommissioned: count,
  by_plan: counts,
  by_type: counts,
  by_region: counts,
  by_health: counts,
  by_sync: counts,
}).meta({ id: "TenantKpis" });

const resources = z.strictObject({
  control_database_bytes: count,
  tenant_databases: count,
  tenants_in_a_shared_database: count,
  templates_ready: count,
  users: count,
  servers: z.array(z.strictObject({
    server: z.string().nullable().meta({ description: "Null: the one of the environment." }),
    tenants: count,
  })),
  backups: z.strictObject({
    count,
    bytes: count,
    oldest_taken_at: moment.nullable(),
    newest_taken_at: moment.nullable(),
  }),
}).meta({ id: "ResourceKpis" });

const operations = z.strictObject({
  since: moment,
  hold: json.nullable().meta({ description: "What holds everything: code, detail, until." }),
  total: count,
  by_status: counts,
  by_type: z.record(
    z.string(),
    z.strictObject({
      total: count,
      succeeded: count,
      failed: count,
      median_seconds: z.number().nullable(),
    }),
  ),
  open: count,
  waiting: count.meta({ description: "Of those, the ones that wait for a second person." }),
  oldest_open_at: moment.nullable(),
  late_steps: count,
  dead_steps: count,
}).meta({ id: "OperationKpis" });

const drift = z.strictObject({
  bindings: count,
  drifted_bindings: count,
  unknown_bindings: count.meta({ description: "No shadow has counted there." }),
  drift: count,
  by_kind: counts,
  most: z.array(z.strictObject({
    binding: z.string(),
    tenant: z.string().nullable(),
    drift: json,
    run_id: z.uuid(),
    seen_at: moment,
  })),
}).meta({ id: "DriftKpis" });

const freshness = z.strictObject({
  bindings: count,
  seeded_before: moment.meta({ description: "What is older than this is stale." }),
  never_seeded: count,
  stale_seeds: count,
  never_shadowed: count,
  stale_shadows: count,
  oldest_seed_at: moment.nullable(),
  oldest_shadow_at: moment.nullable(),
  stalest: z.array(z.strictObject({
    binding: z.string(),
    tenant: z.string().nullable(),
    last_seeded_at: moment.nullable(),
    last_shadow_at: moment.nullable(),
  })),
}).meta({ id: "FreshnessKpis" });

const kpis: [
  what: string,
  name: string,
  summary: string,
  answer: z.ZodType,
  query?: z.ZodObject,
][] = [
  ["tenants", "get_tenant_kpis", "Count the tenants.", tenants],
  ["resources", "get_resource_kpis", "Show what the platform takes up.", resources],
  [
    "operations",
    "get_operation_kpis",
    "Show what became of operations.",
    operations,
    z.strictObject({ days }),
  ],
  ["drift", "get_drift_kpis", "Count the drift that the last shadows found.", drift],
  [
    "freshness",
    "get_freshness_kpis",
    "Show how old what is known of each Odoo is.",
    freshness,
    z.strictObject({ hours }),
  ],
];

export const routes: Route[] = kpis.map(([what, name, summary, answer, query]) => ({
  method: "GET",
  path: `/platform/kpi/${what}`,
  summary,
  name,
  query,
  answer,
  problems: ["forbidden"],
  permission: "platform.read",
}));
