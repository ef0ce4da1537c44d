import { z } from "zod";
import { section } from "./section.ts";

export interface WebhooksConfig {
  /** Whether events may go to private addresses, and over plain HTTP: on one's own machine. */
  privateReceivers: boolean;
}

/** Where events may go. */
export const webhooks = section({
  keys: { EVENTS_PRIVATE_RECEIVERS: z.enum(["allowed", "refused"]).default("refused") },
  read: ({ EVENTS_PRIVATE_RECEIVERS: said }): WebhooksConfig => ({
    privateReceivers: said === "allowed",
  }),
});
