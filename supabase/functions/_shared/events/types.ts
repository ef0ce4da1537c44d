import { z } from "zod";

const moment = z.iso.datetime({ offset: true });
const error = z.strictObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  step: z.string().optional(),
});

const operation = z.strictObject({
  id: z.uuid(),
  tenant: z.string(),
  type: z.string(),
  status: z.string(),
  requested_by: z.string(),
  on_behalf_of: z.string().optional(),
  created_at: moment,
  finished_at: moment.optional(),
  runbook: z.string().optional(),
  error,
});

const run = z.strictObject({
  id: z.uuid(),
  binding: z.string(),
  type: z.enum(["seed", "shadow", "plan", "adopt", "import"]),
  status: z.string(),
  started_at: moment,
  finished_at: moment.optional(),
  requested_by: z.string().optional(),
  counts: z.record(z.string(), z.unknown()).optional(),
  error,
});

const drift = z.strictObject({
  binding: z.string(),
  count: z.number().int(),
  open: z.number().int().meta({ description: "How much drift there is now." }),
  kinds: z.record(z.string(), z.number().int()),
  first: z.array(z.strictObject({
    id: z.uuid(),
    kind: z.string(),
    model: z.string(),
    external_ref: z.string(),
    field: z.string().optional(),
  })),
});

const schedule = z.strictObject({
  name: z.string(),
  cadence: z.string(),
  last_succeeded_at: moment.optional(),
  error: error.optional(),
});

const tenant = z.strictObject({
  slug: z.string(),
  name: z.string(),
  status: z.string(),
  plan: z.string(),
  bundle: z.string().optional(),
  changed: z.array(z.string()).optional(),
});

const health = z.strictObject({
  slug: z.string(),
  state: z.enum(["healthy", "degraded", "unreachable", "unknown"]),
  before: z.string().optional(),
  detail: z.string(),
});

const schemaChange = z.strictObject({
  change_set: z.uuid(),
  migrations: z.array(z.string()),
  objects: z.array(z.strictObject({
    schema: z.string(),
    object: z.string(),
    kind: z.string(),
    change: z.enum(["created", "changed", "renamed", "dropped"]),
    previous: z.string().optional(),
  })),
});

const lateCare = z.strictObject({
  title: z.string(),
  care: z.string(),
  succeeded_at: moment.optional(),
  every_seconds: z.number().int(),
  failures: z.number().int(),
  due_at: moment.optional(),
});

const lateBackup = z.strictObject({
  title: z.string(),
  last_backup: z.uuid().optional(),
  taken_at: moment.optional(),
  every_hours: z.number().int(),
  failures: z.number().int(),
});

const lateShadow = z.strictObject({
  title: z.string(),
  binding: z.string(),
  succeeded_at: moment.optional(),
  begun_at: moment.optional(),
  asked_at: moment.optional(),
  every_seconds: z.number().int(),
});

/** A warning that was told, and is over. */
const cleared = z.strictObject({
  object: z.string().meta({ description: "What the warning was about." }),
  since: moment.meta({ description: "When it was told." }),
});

const expiringToken = z.strictObject({
  title: z.string(),
  token_id: z.uuid(),
  kind: z.string(),
  expires_at: moment,
  last_used_at: moment.optional(),
});

const expiringKey = z.strictObject({
  title: z.string(),
  binding: z.string(),
  username: z.string(),
  expires_at: moment,
  seen_at: moment,
  runbook: z.string(),
});

const hold = z.strictObject({
  scope: z.string().meta({ description: "What is held back, in words." }),
  binding: z.string().optional(),
  reason: z.string().optional(),
  until: moment.optional(),
  by: z.string().optional(),
});

const stoppedSync = z.strictObject({
  binding: z.string(),
  status: z.string(),
  failures: z.number().int(),
  error: z.string().optional(),
});

const stoppedHealing = z.strictObject({
  binding: z.string(),
  model: z.string(),
  ref: z.string().optional(),
  field: z.string().optional(),
  heals: z.number().int(),
  written_by: z.string().optional(),
  again_at: moment.optional(),
});

const test = z.strictObject({
  subscription: z.string().optional(),
  notification: z.string().optional(),
  asked_by: z.string().optional(),
});

/** The shape of `data`, by the type of the event or, ending in a dot, by how it begins. */
export const eventData = {
  "operation.": operation,
  "run.": run,
  "drift.": drift,
  "schedule.": schedule,
  "tenant.health_changed": health,
  "token.expiring_cleared": cleared,
  "binding.key_expiring_cleared": cleared,
  "tenant.care_late_cleared": cleared,
  "tenant.backup_late_cleared": cleared,
  "binding.shadow_late_cleared": cleared,
  "tenant.care_late": lateCare,
  "tenant.backup_late": lateBackup,
  "tenant.": tenant,
  "binding.shadow_late": lateShadow,
  "binding.key_expiring": expiringKey,
  "token.expiring": expiringToken,
  "schema.changed": schemaChange,
  "hold.": hold,
  "sync.stopped": stoppedSync,
  "sync.heal_stopped": stoppedHealing,
  "test.sent": test,
} as const;

/** What the data of an event of this type are; undefined where that was not said. */
export function dataOf(type: string): z.ZodType | undefined {
  const shapes: [string, z.ZodType][] = Object.entries(eventData);
  return shapes.find(([name]) => name.endsWith(".") ? type.startsWith(name) : type === name)?.[1];
}
