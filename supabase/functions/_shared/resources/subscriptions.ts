import { z } from "zod";
import type { Route } from "./route.ts";
import { flag, listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().min(1).max(63);
const params = z.strictObject({ name });
const url = z.string().min(1).max(1000)
  .meta({ description: "HTTPS, at an address of the public Internet; on one's own machine any." });
const types = z.array(z.string().min(1).max(255)).min(1).max(100)
  .meta({ description: "As in operation.failed, run.* or *." });
const tenants = z.array(z.string().min(1).max(63)).min(1).max(100)
  .meta({ description: "Only events of these; absent: all, and those of no tenant." });

const subscription = z.strictObject({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  tenants: z.array(z.string()).nullable(),
  enabled: z.boolean(),
  state: z.enum(["well", "failing", "off", "ended"]),
  failing_since: moment.nullable().meta({ description: "Since when nothing has arrived." }),
  next_at: moment.nullable().meta({ description: "Nothing is sent before." }),
  delivered_at: moment.nullable(),
  ended_at: moment.nullable(),
  ended_why: z.enum(["gone", "failing"]).nullable()
    .meta({ description: "It answered 410, or nothing arrived for three days." }),
  undelivered: z.number().int()
    .meta({ description: "Events that failed and are tried again, and those behind them." }),
  old_secret_until: moment.nullable().meta({ description: "Until when two secrets sign." }),
  created_by: z.string().nullable(),
  created_at: moment,
}).meta({ id: "EventSubscription" });

const made = z.strictObject({
  name: z.string(),
  secret: z.string().meta({ description: "Only this answer has it." }),
}).meta({ id: "EventSubscriptionSecret" });

const attempt = z.strictObject({
  id: z.number().int(),
  subscription: z.string(),
  event: z.uuid().nullable().meta({ description: "The header webhook-id." }),
  type: z.string().nullable(),
  subject: z.string().nullable(),
  tenant: z.string().nullable(),
  at: moment,
  delivered: z.boolean(),
  status: z.number().int().nullable(),
  ms: z.number().int(),
  answer: z.string().nullable().meta({ description: "How it began, unless it was a 2xx." }),
  error: z.string().nullable().meta({ description: "Why there was no answer." }),
}).meta({ id: "DeliveryAttempt" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/events/types",
    summary: "List the types of events that one can subscribe to.",
    name: "list_event_types",
    query: listQuery({}, ["type"]),
    answer: pageOf(
      z.strictObject({ id: z.string(), type: z.string(), description: z.string() })
        .meta({ id: "EventType" }),
    ),
    permission: "subscriptions.read",
  },
  {
    method: "GET",
    path: "/events/subscriptions",
    summary: "List who is told of events.",
    name: "list_event_subscriptions",
    query: listQuery({ state: z.enum(["well", "failing", "off", "ended"]).optional() }, [
      "name",
      "created_at",
    ]),
    answer: pageOf(subscription),
    permission: "subscriptions.read",
  },
  {
    method: "POST",
    path: "/events/subscriptions",
    summary: "Have events posted to a URL, signed; what happened before is not.",
    name: "create_event_subscription",
    body: z.strictObject({
      ...{ name, url, types: types.optional(), tenants: tenants.optional() },
      enabled: z.boolean().optional(),
    }),
    answer: made,
    status: 201,
    problems: ["forbidden", "not_ours"],
    permission: "subscriptions.change",
  },
  {
    method: "GET",
    path: "/events/subscriptions/{name}",
    summary: "Show a subscription, and whether events arrive.",
    name: "get_event_subscription",
    params,
    answer: subscription,
    permission: "subscriptions.read",
  },
  {
    method: "PATCH",
    path: "/events/subscriptions/{name}",
    summary: "Change a subscription; enabled: true goes on with one that ended, where it ended.",
    name: "change_event_subscription",
    params,
    body: z.strictObject({
      url: url.optional(),
      types: types.optional(),
      tenants: tenants.nullish(),
      enabled: z.boolean().optional(),
    }),
    answer: subscription,
    problems: ["forbidden"],
    permission: "subscriptions.change",
  },
  {
    method: "DELETE",
    path: "/events/subscriptions/{name}",
    summary: "End a subscription, with its secret and what it was still to get.",
    name: "delete_event_subscription",
    params,
    answer: params,
    problems: ["forbidden"],
    permission: "subscriptions.change",
  },
  {
    method: "POST",
    path: "/events/subscriptions/{name}/rotate",
    summary: "Give a subscription a second secret; for a day both sign.",
    name: "rotate_event_subscription",
    params,
    body: z.strictObject({}),
    answer: made,
    status: 201,
    problems: ["forbidden", "operation_status_refused", "not_ours"],
    permission: "subscriptions.change",
  },
  {
    method: "POST",
    path: "/events/subscriptions/{name}/test",
    summary: "Send a subscription an event that nobody else gets.",
    name: "test_event_subscription",
    params,
    body: z.strictObject({}),
    answer: z.strictObject({ event: z.uuid() }).meta({ id: "TestEvent" }),
    status: 202,
    problems: ["forbidden", "operation_status_refused"],
    permission: "subscriptions.change",
  },
  {
    method: "GET",
    path: "/events/subscriptions/{name}/deliveries",
    summary: "List the attempts to deliver to a subscription in the last week, the newest first.",
    name: "list_deliveries",
    params,
    query: listQuery({
      delivered: flag.optional(),
      type: z.string().max(255).optional(),
      event: z.uuid().optional(),
      since: moment.optional(),
      until: moment.optional(),
    }, ["at", "ms"]),
    answer: pageOf(attempt),
    permission: "subscriptions.read",
  },
];
