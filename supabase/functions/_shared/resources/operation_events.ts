import { z } from "zod";
import type { Route } from "./route.ts";

const eventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).optional()
    .meta({ description: "The id of the last event that is known; so does Last-Event-ID." }),
});
const eventStream = {
  answer: z.string().meta({
    description:
      "Events operation and step with their id, tenant, type and status; end once one operation has ended. " +
      "The stream closes after two minutes: come again with Last-Event-ID.",
  }),
  download: ["text/event-stream"],
  permission: "operations.read",
};
const followed = async () => (await import("./event_stream.ts")).follow;

export const routes: Route[] = [
  {
    method: "GET",
    path: "/operations/events",
    summary: "Follow all operations, as server-sent events.",
    name: "follow_operations",
    work: followed,
    query: eventsQuery,
    ...eventStream,
  },
  {
    method: "GET",
    path: "/operations/{id}/events",
    summary: "Follow an operation from its beginning to its end, as server-sent events.",
    name: "follow_operation",
    work: followed,
    params: z.strictObject({ id: z.uuid() }),
    query: eventsQuery,
    ...eventStream,
  },
];
