import { z } from "zod";
import type { Route } from "./route.ts";
import { flag, listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().min(1).max(255);
const slug = z.string().min(1).max(63);
const params = z.strictObject({ id: z.uuid() });

const hold = z.strictObject({
  id: z.uuid(),
  binding: z.string().nullable().meta({ description: "Neither it nor tenant: all." }),
  tenant: z.string().nullable(),
  reason: z.string(),
  put_by: z.string(),
  put_at: moment,
  until: moment.nullable().meta({ description: "Null: until somebody lifts it." }),
  lifted_by: z.string().nullable().meta({ description: "time where it ended by itself." }),
  lifted_at: moment.nullable(),
  active: z.boolean(),
}).meta({ id: "Hold" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/holds",
    summary: "List holds, the newest first: what keeps runs and operations from beginning.",
    name: "list_holds",
    query: listQuery({
      binding: name.optional(),
      tenant: slug.optional(),
      active: flag.optional(),
    }, ["put_at", "until"]),
    answer: pageOf(hold),
    permission: "holds.read",
  },
  {
    method: "POST",
    path: "/holds",
    summary: "Hold a binding, a tenant or, with neither, everything: nothing begins there.",
    name: "put_hold",
    body: z.strictObject({
      binding: name.optional(),
      tenant: slug.optional(),
      reason: z.string().regex(/\S/, "must not be empty").max(1000),
      until: moment.optional(),
    }),
    answer: hold,
    status: 201,
    problems: ["forbidden"],
    permission: "holds.change",
  },
  {
    method: "DELETE",
    path: "/holds/{id}",
    summary: "Lift a hold: what waited begins.",
    name: "lift_hold",
    params,
    answer: hold,
    problems: ["forbidden"],
    permission: "holds.change",
  },
];
