import { z } from "zod";
import type { Route } from "./route.ts";
import { json, pageOf } from "./shapes.ts";

const rule = z.enum([
  "failing_operation",
  "stuck_operation",
  "waiting_approval",
  "stale_backup",
  "late_care",
  "unwell_tenant",
  "missing_modules",
  "drift",
  "expiring_token",
  "expiring_key",
  "unused_bundle",
  "late_schedule",
  "late_shadow",
  "failing_subscription",
  "failing_notification",
  "tenant_limit",
  "sync_held",
  "sync_stopped",
  "sync_fights",
]);
const severity = z.enum(["error", "warning", "info"]);

/** A call of this API that resolves something. */
export const resolve = z.strictObject({
  method: z.enum(["POST", "PATCH"]),
  path: z.string(),
  body: json,
}).nullable().meta({
  description: "The call of this API that resolves it; null: there is none.",
});

const suggestion = z.strictObject({
  id: z.string(),
  rule,
  severity,
  tenant: z.string().nullable(),
  title: z.string(),
  evidence: json.meta({ description: "What the rule has seen." }),
  resolve,
}).meta({ id: "Suggestion" });

export const routes: Route[] = [{
  method: "GET",
  path: "/ai/platform-suggestions",
  summary: "List what somebody should do next, by rules, the most severe first.",
  name: "list_suggestions",
  query: z.strictObject({
    rule: rule.optional(),
    severity: severity.optional(),
    tenant: z.string().max(63).optional().meta({ description: "Its slug." }),
    limit: z.coerce.number().int().min(1).max(200).optional()
      .meta({ description: "20 unless given." }),
    offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
  }),
  answer: pageOf(suggestion),
  problems: ["forbidden"],
  permission: "platform.read",
}];
