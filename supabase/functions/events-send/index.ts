import { sliceBudget } from "../_shared/budget.ts";
import { deliveryQueue } from "../_shared/database/deliveries.ts";
import { sendEvents } from "../_shared/events/send.ts";
import { edgeFunction } from "../_shared/http/app.ts";

/** Posts events to those who subscribed to them; the database calls it when there are some, and nobody else. */
export default edgeFunction("events-send", {}, {
  called: {
    "POST /": async (_body, deps) => {
      await sendEvents(deps, deliveryQueue(() => deps.sql), sliceBudget(deps.config));
    },
  },
});
