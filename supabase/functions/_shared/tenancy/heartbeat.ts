import type { Log } from "../log.ts";

/** Keeps a lease alive until it is stopped. Who loses it learns so when it ends its work. @param what names the work in the log */
export function heartbeat(
  extend: () => Promise<unknown>,
  { leaseSeconds, log, what }: { leaseSeconds: number; log: Log; what: string },
): { [Symbol.dispose](): void } {
  const timer = setInterval(async () => {
    try {
      await extend();
    } catch (error) {
      log("heartbeat_failed", { step: what, message: String(error) });
    }
  }, leaseSeconds * 1000 / 3);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
