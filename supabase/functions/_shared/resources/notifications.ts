import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().min(1).max(63);
const params = z.strictObject({ name });
const types = z.array(z.string().min(1).max(255)).min(1).max(100)
  .meta({ description: "As in operation.failed, run.* or *." });
const tenants = z.array(z.string().min(1).max(63)).min(1).max(100)
  .meta({ description: "Only events of these; absent: all, and those of no tenant." });
const peer = z.enum(["slack", "mattermost", "mail"]);
const address = z.string().min(1).max(2000).meta({
  description: "A channel, or mail addresses with commas between; absent: that of the settings.",
});
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time, such as 22:00");
const digest = z.enum(["hourly", "daily"])
  .meta({ description: "What happened until then is told in one message; absent: at once." });

const wishes = {
  address: address.nullish(),
  tenants: tenants.nullish(),
  urgent: types.nullish()
    .meta({ description: "Types that wait for no digest and no end of the quiet hours." }),
  quiet_from: time.nullish(),
  quiet_to: time.nullish(),
  time_zone: z.string().min(1).max(63).optional(),
  digest: digest.nullish(),
  digest_at: time.optional(),
  most_per_hour: z.number().int().min(1).max(1000).optional()
    .meta({ description: "What is above it comes in one message when the hour is over." }),
  language: z.string().min(2).max(10).nullish()
    .meta({ description: "Absent: that of the tenant. English and German are there." }),
  enabled: z.boolean().optional(),
};

const state = z.enum(["well", "failing", "off"]);
const notification = z.strictObject({
  ...{ id: z.string(), name: z.string(), peer },
  address: z.string().nullable(),
  types: z.array(z.string()),
  tenants: z.array(z.string()).nullable(),
  urgent: z.array(z.string()).nullable(),
  ...{ quiet_from: z.string().nullable(), quiet_to: z.string().nullable(), time_zone: z.string() },
  ...{ digest: digest.nullable(), digest_at: z.string() },
  most_per_hour: z.number().int(),
  language: z.string().nullable(),
  ...{ enabled: z.boolean(), state },
  failing_since: moment.nullable(),
  error: z.string().nullable().meta({ description: "Why the last message did not go out." }),
  next_at: moment.nullable().meta({ description: "Nothing is sent before." }),
  told_at: moment.nullable(),
  waiting: z.number().int().meta({ description: "Events that are still to be told." }),
  ...{ created_by: z.string().nullable(), created_at: moment },
}).meta({ id: "Notification" });

const form = z.enum(["news", "digest", "more"]);
const newsState = z.enum(["waiting", "failing", "posted", "skipped", "given_up"]);
const news = z.strictObject({
  id: z.number().int(),
  notification: z.string(),
  event: z.uuid(),
  type: z.string(),
  subject: z.string(),
  tenant: z.string().nullable(),
  due_at: moment.meta({ description: "When it was, or is, to be told." }),
  form: form.meta({ description: "more: it was above the limit of an hour." }),
  message: z.uuid().nullable().meta({ description: "Those of one message have the same." }),
  state: newsState,
  ended_at: moment.nullable(),
  error: z.string().nullable(),
}).meta({ id: "News" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/notifications",
    summary: "List who is told of events by chat or mail.",
    name: "list_notifications",
    query: listQuery({ state: state.optional(), peer: peer.optional() }, ["name", "created_at"]),
    answer: pageOf(notification),
    permission: "notifications.read",
  },
  {
    method: "POST",
    path: "/notifications",
    summary: "Have people told of events by chat or mail; what happened before is not.",
    name: "create_notification",
    body: z.strictObject({ name, peer, types, ...wishes }),
    answer: notification,
    status: 201,
    problems: ["forbidden"],
    permission: "notifications.change",
  },
  {
    method: "GET",
    path: "/notifications/{name}",
    summary: "Show a notification, and whether its messages go out.",
    name: "get_notification",
    params,
    answer: notification,
    permission: "notifications.read",
  },
  {
    method: "PATCH",
    path: "/notifications/{name}",
    summary: "Change a notification; null takes a wish away, and what failed is tried at once.",
    name: "change_notification",
    params,
    body: z.strictObject({ types: types.optional(), ...wishes }),
    answer: notification,
    problems: ["forbidden"],
    permission: "notifications.change",
  },
  {
    method: "DELETE",
    path: "/notifications/{name}",
    summary: "Delete a notification, with what it was still to tell.",
    name: "delete_notification",
    params,
    answer: params,
    problems: ["forbidden"],
    permission: "notifications.change",
  },
  {
    method: "POST",
    path: "/notifications/{name}/test",
    summary: "Send a message by a notification, at any hour.",
    name: "test_notification",
    params,
    body: z.strictObject({}),
    answer: z.strictObject({ event: z.uuid() }).meta({ id: "TestMessage" }),
    status: 202,
    problems: ["forbidden", "operation_status_refused"],
    permission: "notifications.change",
  },
  {
    method: "GET",
    path: "/notifications/{name}/news",
    summary: "List what a notification is to tell, and told in the last 30 days, the newest first.",
    name: "list_news",
    params,
    query: listQuery({
      ...{ state: newsState.optional(), form: form.optional() },
      type: z.string().max(255).optional(),
      ...{ since: moment.optional(), until: moment.optional() },
    }, ["due_at"]),
    answer: pageOf(news),
    permission: "notifications.read",
  },
];
