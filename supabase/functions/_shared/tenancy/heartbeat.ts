import type { Claim, StepQueue } from "../database/operations.ts";
import type { Log } from "../log.ts";

/** Keeps a claimed step's lease alive until it is stopped. Who loses it learns so when it ends the step. */
export function heartbeat(
  queue: StepQueue,
  claim: Claim,
  { leaseSeconds, log }: { leaseSeconds: number; log: Log },
): { [Symbol.dispose](): void } {
  const timer = setInterval(async () => {
    try {
      await queue.extend(claim);
    } catch (error) {
      log("heartbeat_failed", { step: claim.step.name, message: String(error) });
    }
  }, leaseSeconds * 1000 / 3);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
