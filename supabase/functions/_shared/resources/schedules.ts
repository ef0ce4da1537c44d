import { z } from "zod";
import type { Route } from "./route.ts";
import { flag, json, listQuery, moment, pageOf } from "./shapes.ts";

const outcome = z.enum(["never ran", "failed", "succeeded"]);

const schedule = z.strictObject({
  id: z.string(),
  name: z.string(),
  cadence: z.string().meta({ description: "An interval, or a cron line in UTC." }),
  does: z.string(),
  enabled: z.boolean(),
  last_started_at: moment.nullable(),
  last_succeeded_at: moment.nullable(),
  outcome,
  error: json.nullable(),
  next_at: moment.nullable(),
  late: z.boolean().meta({ description: "For so long without a success that something is wrong." }),
}).meta({ id: "Schedule" });

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
    params: z.strictObject({ name: z.string().min(1).max(63) }),
    body: z.strictObject({}),
    answer: schedule,
    problems: ["forbidden"],
    permission: "platform.change",
  },
];
