import { z } from "zod";
import type { Route } from "./route.ts";
import { moment } from "./shapes.ts";

const count = z.number().int();

const readiness = z.strictObject({
  ready: z.literal(true),
  details: z.strictObject({
    vault: z.boolean(),
    queue: z.strictObject({
      driven: z.boolean().meta({ description: "Schedules ran in the last minute." }),
      driven_at: moment.nullable(),
      callable: z.boolean().meta({ description: "The database knows how to call the functions." }),
      waiting: count,
      dead: count,
      oldest_due_at: moment.nullable(),
    }),
    schedules: z.strictObject({
      late: z.array(z.string()).meta({ description: "By name; all of them without pg_cron." }),
    }),
    odoo: z.strictObject({
      healthy: count,
      unwell: z.array(z.strictObject({
        tenant: z.string(),
        health: z.enum(["degraded", "unreachable"]),
        detail: z.string(),
        probed_at: moment,
      })).meta({ description: "As last found; the first 100." }),
    }),
  }).optional().meta({ description: "For those with the permission `platform.read`." }),
}).meta({ id: "Readiness" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/health/live",
    summary: "Show that the API answers.",
    name: "get_liveness",
    work: async () => (await import("./health_checks.ts")).live,
    answer: z.strictObject({ live: z.literal(true) }),
    open: true,
  },
  {
    method: "GET",
    path: "/health/ready",
    summary: "Show whether the platform can do its work: the database, Vault, the queue.",
    name: "get_readiness",
    work: async () => (await import("./health_checks.ts")).ready,
    answer: readiness,
    problems: ["not_ready"],
    open: true,
  },
  {
    method: "GET",
    path: "/metrics",
    summary: "Show what is measured now, for Prometheus.",
    name: "get_metrics",
    work: async () => (await import("./health_checks.ts")).metrics,
    answer: z.string(),
    download: ["text/plain"],
    problems: ["forbidden"],
    permission: "metrics.read",
  },
];
