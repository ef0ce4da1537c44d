import { z } from "zod";
import type { Route } from "./route.ts";
import { flag, json, listQuery, moment, pageOf } from "./shapes.ts";

const outcome = z.enum(["never ran", "failed", "under way", "succeeded"]);

const schedule = z.strictObject({
  id: z.string(),
  name: z.string(),
  cadence: z.string().meta({ description: "An interval, or a cron line in UTC." }),
  does: z.string(),
  description: z.string().nullable(),
  owner: z.string().meta({ description: "Who looks after it when it is late." }),
  enabled: z.boolean(),
  late_after_seconds: z.number().int(),
  last_started_at: moment.nullable(),
  last_succeeded_at: moment.nullable(),
  age_seconds: z.number().int().nullable()
    .meta({ description: "Since the last success; null: there was none." }),
  outcome,
  error: json.nullable(),
  next_at: moment.nullable(),
  late: z.boolean().meta({ description: "For so long without a success that something is wrong." }),
}).meta({ id: "Schedule" });

const name = z.string().min(1).max(63);

export const routes: Route[] = [
  {
    method: "GET",
    path: "/platform/schedules",
    summary: "List what happens at its time, and whether it is late.",
    name: "list_schedules",
    query: listQuery({ late: flag.optional(), outcome: outcome.optional() }, [
      "name",
      "next_at",
      "last_succeeded_at",
    ]),
    answer: pageOf(schedule),
    permission: "platform.read",
  },
  {
    method: "POST",
    path: "/platform/schedules/{name}/run",
    summary: "Run a schedule now, whether it is due or not.",
    name: "run_schedule",
    params: z.strictObject({ name }),
    body: z.strictObject({}),
    answer: schedule,
    problems: ["forbidden"],
    permission: "platform.change",
  },
  {
    method: "PATCH",
    path: "/platform/schedules/{name}",
    summary: "Change when a schedule runs, when it is late, whose it is: what is absent stays.",
    name: "change_schedule",
    params: z.strictObject({ name }),
    body: z.strictObject({
      cadence: z.string().min(1).max(100).optional()
        .meta({ description: "10 minutes, or 15 3 * * * in UTC." }),
      late_after_seconds: z.number().int().min(60).max(31_536_000).optional(),
      enabled: z.boolean().optional(),
      owner: z.string().min(1).max(255).optional(),
      description: z.string().min(1).max(1000).nullish(),
    }).meta({ id: "ScheduleChanges" }),
    answer: schedule,
    problems: ["forbidden"],
    permission: "platform.change",
  },
];
