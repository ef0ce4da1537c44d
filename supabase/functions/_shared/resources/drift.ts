import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf, tenantParams } from "./shapes.ts";

const kinds = [
  "untried",
  "missing",
  "refused",
  "blocked",
  "unresolved",
  "orphan",
  "name",
  "field",
  "duplicate",
  "look_alike",
  "translation",
  "archived_stage",
] as const;
const winners = ["seed", "odoo", "undecided"] as const;

const item = z.strictObject({
  id: z.uuid().meta({ description: "The same when the drift comes back." }),
  binding: z.string(),
  tenant: z.string().nullable().meta({ description: "Null: the binding is the platform's." }),
  kind: z.enum(kinds),
  model: z.string(),
  ref: z.string(),
  field: z.string().nullable().meta({ description: "Null: the whole record." }),
  project: z.string().nullable(),
  odoo_id: z.number().int().nullable(),
  expected: z.unknown().meta({ description: "As the seed has it." }),
  actual: z.unknown().meta({ description: "As Odoo has it." }),
  changed_by: z.string().nullable().meta({ description: "Who wrote the record last in Odoo." }),
  changed_at: moment.nullable(),
  winner: z.enum(winners).meta({ description: "Whose value stands after the next seeding." }),
  reason: z.string().nullable(),
  first_seen: moment,
  last_seen: moment.meta({ description: "When the drift of the binding was last compared." }),
  muted: z.boolean(),
}).meta({ id: "Drift" });

const page = pageOf(item).extend({
  as_of: moment.nullable().meta({
    description: "No binding that is asked for was compared before; null: none was.",
  }),
});

const count = {
  total: z.number().int(),
  newly: z.number().int().nullable().meta({ description: "First seen since then; else null." }),
};
const summary = z.strictObject({
  ...count,
  as_of: moment.nullable(),
  kinds: z.array(z.strictObject({ kind: z.enum(kinds), ...count })),
  bindings: z.array(z.strictObject({
    binding: z.string(),
    tenant: z.string().nullable(),
    ...count,
    as_of: moment,
    stale: z.boolean().meta({
      description: "Seeds or Odoo are known to have changed after as_of.",
    }),
  })).meta({ description: "The fifty with the most of it." }),
}).meta({ id: "DriftSummary" });

const series = z.strictObject({
  points: z.array(z.strictObject({
    at: moment,
    total: z.number().int(),
    kinds: z.record(z.string(), z.number().int()),
  })).meta({ description: "The earliest first; an hour that nobody has looked at is missing." }),
}).meta({ id: "DriftSeries" });

const name = z.string().min(1).max(255);
const ofBinding = { binding: name.optional(), tenant: z.string().max(63).optional() };
const filters = {
  kind: z.enum(kinds).optional(),
  model: name.optional(),
  project: name.optional(),
  ref: name.optional(),
  field: name.optional(),
  winner: z.enum(winners).optional(),
  person: name.optional().meta({ description: "Who wrote the record last in Odoo." }),
  since: moment.optional().meta({ description: "Newly drifted: first seen then or later." }),
  until: moment.optional(),
  muted: z.enum(["true", "false", "all"]).optional().meta({ description: "false unless given." }),
};
const columns = ["first_seen", "changed_at"] as [string, ...string[]];

export const routes: Route[] = [
  {
    method: "GET",
    path: "/drift",
    summary: "List drift over all bindings, the newest first.",
    name: "list_drift",
    query: listQuery({ ...ofBinding, ...filters }, columns),
    answer: page,
    permission: "drift.read",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/drift",
    summary: "List the drift of a tenant, the newest first.",
    name: "list_tenant_drift",
    params: tenantParams,
    query: listQuery(filters, columns),
    answer: page,
    permission: "drift.read",
  },
  {
    method: "GET",
    path: "/drift/summary",
    summary: "Count the unmuted drift by kind and by binding.",
    name: "summarize_drift",
    query: z.strictObject({ ...ofBinding, since: moment.optional() }),
    answer: summary,
    problems: ["forbidden"],
    permission: "drift.read",
  },
  {
    method: "GET",
    path: "/drift/series",
    summary: "Show how much unmuted drift there was, hour by hour.",
    name: "get_drift_series",
    query: z.strictObject({
      ...ofBinding,
      hours: z.coerce.number().int().min(1).max(9600).optional()
        .meta({ description: "Of the last hours; 168 unless given." }),
    }),
    answer: series,
    problems: ["forbidden"],
    permission: "drift.read",
  },
  {
    method: "POST",
    path: "/drift/accept",
    summary: "Take what Odoo holds into the seeds, for all that is named or for none of it.",
    name: "accept_drift",
    body: z.strictObject({ items: z.array(z.uuid()).min(1).max(100) }),
    answer: z.strictObject({
      accepted: z.array(z.strictObject({
        id: z.uuid(),
        ref: z.string(),
        field: z.string(),
        from: z.unknown().meta({ description: "As the seed had it." }),
        to: z.unknown(),
      })),
    }),
    problems: ["forbidden", "accept_refused"],
    permission: "drift.accept",
  },
];
