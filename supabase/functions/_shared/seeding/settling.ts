import type { Config } from "../config.ts";

/** How long it takes until a call without an answer is over, and the clock that tells. */
export interface Settling {
  /** How long after sending a call without an answer may still be committed. */
  settleMs: number;
  sleep(ms: number): Promise<void>;
  now(): number;
}

/** As the configuration says, by the real clock. */
export function settlingOf({ settleSeconds }: Config): Settling {
  return {
    settleMs: settleSeconds * 1000,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => performance.now(),
  };
}
