import type { ErrorKind } from "./kind.ts";

/** Errors of what is sent to those who subscribed to events. */
export const eventErrorKinds = {
  webhook_refused: {
    status: 502,
    title: "A subscriber has not taken an event for three days",
    suggestion: "Mend the receiver, then replay the letter (docs/runbooks/deliveries.md).",
  },
} as const satisfies Record<string, ErrorKind>;
