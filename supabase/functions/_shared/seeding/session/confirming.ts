import type { Budget } from "../../budget.ts";
import type { Config } from "../../config.ts";
import { AppError } from "../../errors.ts";

/** A clock and how long it may be waited by it. */
export interface Patience {
  /** How long after sending a call without an answer may still be committed. */
  confirmMs: number;
  /** Whether whoever waits has no time left. */
  spent(): boolean;
  sleep(ms: number): Promise<void>;
  now(): number;
}

/** A create without an answer of which a slice cannot wait to see whether Odoo commits it. */
export class Unconfirmed extends AppError {
  override readonly name = "Unconfirmed";

  constructor() {
    super("odoo_timeout", "Cannot tell yet what became of a create that Odoo gave no answer to.");
  }
}

/** What became of creates without an answer: known at the latest when Odoo can no longer be at them. */
export class Confirming {
  readonly #patience: Patience;
  /** When each was sent of which it is not known yet. */
  readonly #open = new Set<{ sentAt: number }>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  now(): number {
    return this.#patience.now();
  }

  /**
   * Calls `look` each second until it finds all, or until a call sent then is over; returns what it
   * found last. @throws {Unconfirmed} when the time of the slice is used up before
   */
  async confirmed<T>(sentAt: number, look: () => Promise<{ all: boolean; found: T }>): Promise<T> {
    const { now, sleep, spent, confirmMs } = this.#patience;
    const call = { sentAt };
    this.#open.add(call);
    while (true) {
      const { all, found } = await look();
      if (all || now() - sentAt > confirmMs) {
        this.#open.delete(call);
        return found;
      }
      if (spent()) throw new Unconfirmed();
      await sleep(lookEveryMs);
    }
  }

  /** In how many milliseconds all calls are over of which it is not known yet; 0 when there is none. */
  restMs(): number {
    const { now, confirmMs } = this.#patience;
    const ends = [...this.#open].map(({ sentAt }) => sentAt + confirmMs + 1 - now());
    return Math.max(0, ...ends);
  }
}

const lookEveryMs = 1000;

/** As the configuration says, by the real clock and within a slice's budget. */
export function confirmingOf({ confirmSeconds }: Config, budget: Budget): Confirming {
  return new Confirming({
    confirmMs: confirmSeconds * 1000,
    spent: () => budget.spent(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => performance.now(),
  });
}
