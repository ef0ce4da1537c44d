import { z } from "zod";
import { json, moment, pageOf } from "./shapes.ts";

/** What runs do. */
export const types = ["seed", "shadow", "plan", "adopt", "import"] as const;
/** How runs stand. */
export const statuses = [
  "running",
  "success",
  "partial",
  "failed",
  "cancelled",
  "abandoned",
] as const;

/** A run as lists have it. */
export const listed = z.strictObject({
  id: z.uuid(),
  type: z.enum(types),
  binding: z.string(),
  tenant: z.string().nullable().meta({ description: "Null: the binding is the platform's." }),
  status: z.enum(statuses),
  phase: z.enum(["observe", "plan", "apply"]),
  scope: json,
  plan: z.uuid().nullable().meta({ description: "The plan that it applies." }),
  only: json.nullable().meta({ description: "Which part of that plan." }),
  counts: z.record(z.string(), z.number().int()).nullable()
    .meta({ description: "Of a shadow the drift by kind, else the plan by action." }),
  projects_synced: z.number().int().nullable(),
  tasks_synced: z.number().int().nullable(),
  cause: z.enum(["asked", "auto_sync", "self_heal"])
    .meta({ description: "Whether somebody asked for it, or it began by itself." }),
  waits: json.nullable()
    .meta({ description: "What keeps it from going on: code, detail, until." }),
  requested_by: z.string().nullable()
    .meta({ description: "Null: by itself, or asked for with SEED_RUN_TOKEN." }),
  on_behalf_of: z.string().nullable(),
  retry_of: z.uuid().nullable(),
  error: json.nullable(),
  started_at: moment,
  cancel_requested_at: moment.nullable(),
  finished_at: moment.nullable(),
}).meta({ id: "ListedRun" });

/** What a run reports of a record. */
export const report = z.strictObject({
  id: z.number().int(),
  run_id: z.uuid(),
  model: z.string(),
  ref: z.string(),
  field: z.string().nullable(),
  code: z.string(),
  message: z.string(),
  created_at: moment,
}).meta({ id: "RunReport" });

/** A run with what it reported. */
export const run = listed.extend({
  progress: z.record(
    z.string(),
    z.strictObject({
      total: z.number().int(),
      done: z.number().int(),
      failed: z.number().int(),
    }),
  ).meta({ description: "By action." }),
  errors: pageOf(report).meta({ description: "The first hundred." }),
  warnings: pageOf(report).meta({ description: "The first hundred." }),
}).meta({ id: "Run" });

/** What happened in a run. */
export const event = z.strictObject({
  id: z.number().int(),
  run_id: z.uuid(),
  at: moment,
  event: z.enum([
    "opened",
    "slice_began",
    "phase_began",
    "planned",
    "slice_failed",
    "handed_over",
    "cancel_requested",
    "ended",
  ]),
  slice: z.number().int(),
  phase: z.string(),
  details: json,
}).meta({ id: "RunEvent" });
