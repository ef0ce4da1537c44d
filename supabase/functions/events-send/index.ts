import { sliceBudget } from "../_shared/budget.ts";
import { deliveryQueue } from "../_shared/database/deliveries.ts";
import { messageQueue } from "../_shared/database/notifications.ts";
import { sendEvents } from "../_shared/events/send.ts";
import { edgeFunction } from "../_shared/http/app.ts";
import { sendMessages } from "../_shared/notifications/send.ts";

/** Tells subscribers and people what happened; the database calls it when there is something, and nobody else. */
export default edgeFunction("events-send", {}, {
  called: {
    "POST /": async (_body, deps) => {
      await sendEvents(deps, deliveryQueue(() => deps.sql), sliceBudget(deps.config));
    },
    "POST /messages": async (_body, deps) => {
      await sendMessages(deps, messageQueue(() => deps.sql), sliceBudget(deps.config));
    },
  },
});
