import type { Budget } from "../budget.ts";
import type { Batch, DeliveryClaim, DeliveryQueue, Offered, Told } from "../database/deliveries.ts";
import { giveBack } from "../database/give_back.ts";
import type { Deps } from "../deps.ts";
import { heartbeat } from "../heartbeat.ts";
import { inFlight } from "../in_flight.ts";
import { cloudEvent } from "./cloud_event.ts";
import { type Outcome, post } from "./post.ts";
import { refusedReceiver } from "./receiver.ts";

/** How many subscriptions one sender serves at a time: a slow one occupies one place. */
const subscriptionsAtOnce = 4;
/** How many events, each of another subject, are under way to one receiver. */
const postsAtOnce = 16;
/** Sends what subscriptions want until nothing is due or the budget is spent. */
export async function sendEvents(deps: Deps, queue: DeliveryQueue, budget: Budget): Promise<void> {
  const places = Array.from({ length: subscriptionsAtOnce }, async () => {
    while (!budget.spent()) {
      const claim = await queue.claim();
      if (!claim) return;
      await serve(deps, queue, claim, budget);
    }
  });
  await Promise.all(places);
}

async function serve(deps: Deps, queue: DeliveryQueue, claim: DeliveryClaim, budget: Budget) {
  const { key, lease_seconds: leaseSeconds } = claim;
  const what = `subscription ${key}`;
  using alive = heartbeat(() => queue.extend(claim), { leaseSeconds, log: deps.log, what });
  try {
    while (!budget.spent()) {
      const batch = await queue.next(claim);
      if (!batch) break;
      const started = performance.now();
      const outcomes = await sendBatch(deps, batch, () => {
        alive.assertLease();
        return budget.spent();
      });
      await queue.record(claim, batch.upto, outcomes);
      deps.log("deliveries", {
        subscription: key,
        sent: outcomes.length,
        delivered: outcomes.filter(isDelivered).length,
        ms: Math.round(performance.now() - started),
      });
    }
    await queue.leave(claim);
  } catch (error) {
    await giveBack(deps.log, { subscription: key }, error, (told) => queue.fail(claim, told));
  }
}

/** Posts a batch: events of one subject one after another, and none behind one that did not arrive. */
async function sendBatch(deps: Deps, batch: Batch, isOver: () => boolean): Promise<Told[]> {
  const outcomes: Told[] = [];
  const source = `${deps.config.functionsUrl ?? ""}/api`;
  const refused = await whyRefused(deps, batch);
  let failing = batch.failing;
  let stopped = false;
  const send = async (event: Offered): Promise<Outcome> => {
    if (refused !== undefined) return { ms: 0, error: refused };
    const body = cloudEvent(event, source);
    return await post({ ...batch, id: event.id, body, now: deps.now() });
  };
  // One alone, until it is known that somebody is there.
  await inFlight(bySubject(batch.events), () => failing ? 1 : postsAtOnce, async (events) => {
    for (const event of events) {
      if (stopped || isOver()) return;
      const outcome = await send(event);
      outcomes.push({ place: event.place, ...outcome });
      stopped ||= saysEnough(outcome);
      if (!isDelivered(outcome)) return;
      failing = false;
    }
  });
  return outcomes;
}

async function whyRefused({ config }: Deps, { url, secrets }: Batch): Promise<string | undefined> {
  if (secrets.length === 0) return "its secret is not in Vault";
  return config.privateReceivers ? undefined : await refusedReceiver(url);
}

function bySubject(events: Offered[]): Iterable<Offered[]> {
  return Map.groupBy(events, ({ subject }) => subject).values();
}

function isDelivered({ status = 0 }: Outcome): boolean {
  return status >= 200 && status < 300;
}

/** Whether an answer tells that none of the others will arrive now, as ops.means_away() has it, or ever. */
function saysEnough({ status }: Outcome): boolean {
  return status === undefined || [408, 410, 425, 429, 502, 503, 504].includes(status);
}
