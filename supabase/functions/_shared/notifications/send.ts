import type { Budget } from "../budget.ts";
import { giveBack } from "../database/give_back.ts";
import type {
  MessageOutcome,
  MessageQueue,
  MessageToSend,
  NotificationClaim,
} from "../database/notifications.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { heartbeat } from "../heartbeat.ts";
import { carry } from "./carry.ts";
import { decisionLink } from "./decision_link.ts";
import { write } from "./write.ts";

/** How many notifications one sender serves at a time: a slow peer occupies one place. */
const atOnce = 4;
const timeoutMs = 15_000;

/** Sends what people are to be told until nothing is due or the budget is spent. */
export async function sendMessages(deps: Deps, queue: MessageQueue, budget: Budget): Promise<void> {
  const places = Array.from({ length: atOnce }, async () => {
    while (!budget.spent()) {
      const claim = await queue.claim();
      if (!claim) return;
      await serve(deps, queue, claim, budget);
    }
  });
  await Promise.all(places);
}

/** One message after another: chats take about one a second, and threads have an order. */
async function serve(deps: Deps, queue: MessageQueue, claim: NotificationClaim, budget: Budget) {
  const { key, lease_seconds: leaseSeconds } = claim;
  const what = `notification ${key}`;
  using alive = heartbeat(() => queue.extend(claim), { leaseSeconds, log: deps.log, what });
  try {
    while (!budget.spent()) {
      const message = await queue.next(claim);
      if (!message) break;
      alive.assertLease();
      const outcome = await sent(deps, queue, message);
      await queue.record(claim, message.id, outcome);
      deps.log("message", { notification: key, message: message.id, ...outcome });
    }
    await queue.leave(claim);
  } catch (error) {
    await giveBack(deps.log, { notification: key }, error, (told) => queue.fail(claim, told));
  }
}

/** Whatever goes wrong with one message is told of it, and holds up no other notification. */
async function sent(deps: Deps, queue: MessageQueue, told: MessageToSend): Promise<MessageOutcome> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const decide = await decisionLink(deps, queue, told);
    return { reference: await carry[told.peer](deps, told, write(told, decide), signal) };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("message_")) {
      const again = error.extra?.again_in;
      const again_in = typeof again === "number" ? again : undefined;
      return { code: error.code, detail: error.detail, again_in };
    }
    deps.log("error", { message: String(error) });
    const detail = "Cannot write a message: something unexpected went wrong; the log says what.";
    return { code: "message_refused", detail };
  }
}
