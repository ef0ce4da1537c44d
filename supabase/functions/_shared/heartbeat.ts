import { AppError } from "./errors.ts";
import type { Log } from "./log.ts";

export interface Heartbeat extends Disposable {
  /** @throws {AppError} lease_lost, or why the lease was refused; whoever has it now must not be disturbed */
  assertLease(): void;
}

interface Options {
  leaseSeconds: number;
  log: Log;
  /** Names the work in the log and in errors, e.g. `run 7`. */
  what: string;
  /** Milliseconds, from anywhere. */
  now?(): number;
}

/**
 * Keeps a lease alive by calling `extend` until it is stopped. A process that was paused for longer
 * than the lease knows that it has lost it before it sends anything else.
 */
export function heartbeat(
  extend: () => Promise<unknown>,
  { leaseSeconds, log, what, now = () => performance.now() }: Options,
): Heartbeat {
  let refused: AppError | undefined;
  let leasedSince = now();
  const timer = setInterval(async () => {
    const asked = now();
    try {
      await extend();
      leasedSince = asked;
    } catch (error) {
      if (error instanceof AppError) refused = error;
      else log("heartbeat_failed", { what, message: String(error) });
    }
  }, leaseSeconds * 1000 / 3);
  return {
    assertLease() {
      if (refused) throw refused;
      if (now() - leasedSince <= leaseSeconds * 1000) return;
      throw new AppError("lease_lost", `Cannot go on with ${what}: its lease has run out.`);
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
