import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const mute = z.strictObject({
  id: z.number().int(),
  binding: z.string().nullable().meta({ description: "Null: every binding." }),
  tenant: z.string().nullable(),
  ref: z.string(),
  field: z.string().nullable().meta({ description: "Null: all drift of the record." }),
  reason: z.string(),
  until: moment.nullable().meta({ description: "Null: until somebody ends it." }),
  muted_by: z.string().nullable(),
  created_at: moment,
  active: z.boolean(),
}).meta({ id: "Mute" });

const name = z.string().min(1).max(255);

export const routes: Route[] = [
  {
    method: "GET",
    path: "/drift/mutes",
    summary: "List mutes, the newest first.",
    name: "list_mutes",
    query: listQuery({
      binding: name.optional(),
      tenant: z.string().max(63).optional(),
      ref: name.optional(),
      active: z.enum(["true", "false"]).optional(),
    }, ["created_at", "until"]),
    answer: pageOf(mute),
    permission: "drift.read",
  },
  {
    method: "POST",
    path: "/drift/mutes",
    summary: "Mute the drift of a record, or of one field of it, until a time.",
    name: "mute_drift",
    body: z.strictObject({
      binding: name,
      ref: name.meta({ description: "As the drift has it." }),
      field: name.optional(),
      reason: z.string().regex(/\S/, "must not be empty").max(1000),
      until: moment,
    }),
    answer: mute,
    status: 201,
    problems: ["forbidden"],
    permission: "drift.mute",
  },
  {
    method: "DELETE",
    path: "/drift/mutes/{id}",
    summary: "End a mute, at once.",
    name: "unmute_drift",
    params: z.strictObject({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
    answer: z.strictObject({ id: z.number().int() }),
    problems: ["forbidden"],
    permission: "drift.mute",
  },
];
