import { z } from "zod";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().min(1).max(255);
const kind = z.enum(["allow", "deny"]).meta({
  description: "Where a binding has windows that allow, runs begin to write inside of one only; " +
    "inside of one that denies never.",
});
const cron = z.string().min(1).max(100).meta({
  description: "When it opens: five numeric fields, by the clocks of time_zone.",
  example: "0 22 * * 1-5",
});
const minutes = z.number().int().min(1).max(10080);

const window = z.strictObject({
  id: z.uuid(),
  binding: z.string().nullable().meta({ description: "Null: all of them." }),
  kind,
  cron,
  minutes,
  time_zone: z.string(),
  manual: z.boolean(),
  open_until: moment.nullable().meta({ description: "Null: it is not open." }),
  next_at: moment.nullable().meta({ description: "When it opens next." }),
  created_at: moment,
}).meta({ id: "SyncWindow" });

const state = z.strictObject({
  binding: z.string(),
  auto_sync: z.boolean(),
  self_heal: z.boolean(),
  unsynced_since: moment.nullable().meta({ description: "Null: no seed waits." }),
  due_at: moment.nullable(),
  waits: json.nullable().meta({ description: "What keeps its run: code, detail, until." }),
  opens_at: moment.nullable().meta({ description: "When its windows let a run begin." }),
  run: z.uuid().nullable().meta({ description: "The last that it began by itself." }),
  failures: z.number().int(),
  stopped_at: moment.nullable().meta({ description: "Not tried again until its seeds change." }),
  healed_at: moment.nullable(),
  fights: z.array(z.strictObject({
    drift: z.uuid(),
    model: z.string(),
    ref: z.string(),
    field: z.string().nullable(),
    heals: z.number().int(),
    again_at: moment.nullable(),
  })).meta({ description: "Drift that comes back, and is healed no more for now." }),
}).meta({ id: "BindingSync" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/bindings/{name}/sync",
    summary: "Show how a binding syncs by itself, and what keeps it from it.",
    name: "get_sync",
    params: z.strictObject({ name: z.string().min(1).max(63) }),
    answer: state,
    permission: "bindings.read",
  },
  {
    method: "GET",
    path: "/sync-windows",
    summary: "List the windows in which runs may begin to write to Odoo.",
    name: "list_windows",
    query: listQuery({ binding: name.optional(), kind: kind.optional() }, [
      "created_at",
      "next_at",
    ]),
    answer: pageOf(window),
    permission: "windows.read",
  },
  {
    method: "POST",
    path: "/sync-windows",
    summary: "Make a window that allows or denies runs; without a binding it is for all.",
    name: "create_window",
    body: z.strictObject({
      binding: name.optional(),
      kind,
      cron,
      minutes,
      time_zone: z.string().min(1).max(63).optional().meta({ description: "UTC unless given." }),
      manual: z.boolean().optional()
        .meta({ description: "Runs that somebody asked for begin all the same." }),
    }),
    answer: window,
    status: 201,
    problems: ["forbidden"],
    permission: "windows.change",
  },
  {
    method: "DELETE",
    path: "/sync-windows/{id}",
    summary: "Take a window away: what waited for it begins.",
    name: "drop_window",
    params: z.strictObject({ id: z.uuid() }),
    answer: z.strictObject({ id: z.uuid() }),
    problems: ["forbidden"],
    permission: "windows.change",
  },
];
