import type { Taken } from "../database/request_windows.ts";
import { AppError } from "../errors.ts";

type Take = (caller: string, wanted: number) => Promise<Taken>;

/** How many are taken at once: a statement that writes, in so many requests. */
const dozen = 50;
const mostCallers = 1000;

/** Counts the requests of callers; the database grants them by the dozen, to all servers together. */
export class RateLimit {
  #left = new Map<string, { count: number; until: number }>();
  /** Callers for whom the database is being asked: who comes meanwhile waits for that. */
  #asking = new Map<string, Promise<Taken>>();

  constructor(readonly take: Take, readonly now: () => number = Date.now) {}

  /** Lets a caller's request through. @throws {AppError} too_many_requests, with the seconds to wait */
  async demand(caller: string): Promise<void> {
    while (!this.#spend(caller)) {
      const asking = this.#asking.get(caller);
      const { granted, ends_at } = await (asking ?? this.#ask(caller));
      if (granted === 0) throw this.#refusal(ends_at.getTime());
      // Whoever asked has one of what was granted, whatever the clocks say.
      if (!asking) return;
    }
  }

  #spend(caller: string): boolean {
    const left = this.#left.get(caller);
    if (!left || left.until <= this.now() || left.count === 0) return false;
    left.count--;
    return true;
  }

  #ask(caller: string): Promise<Taken> {
    const asking = this.take(caller, dozen).then((taken) => {
      if (taken.granted > 0) this.#keep(caller, taken.granted - 1, taken.ends_at.getTime());
      return taken;
    }).finally(() => this.#asking.delete(caller));
    this.#asking.set(caller, asking);
    return asking;
  }

  #refusal(until: number): AppError {
    const seconds = Math.max(1, Math.ceil((until - this.now()) / 1000));
    return new AppError(
      "too_many_requests",
      "Cannot serve the request: its caller has sent too many within a minute.",
      { suggestion: `Wait ${seconds} s.`, extra: { retry_after: seconds } },
    );
  }

  #keep(caller: string, count: number, until: number): void {
    this.#left.delete(caller);
    if (this.#left.size >= mostCallers) {
      const [oldest] = this.#left.keys();
      this.#left.delete(oldest!);
    }
    this.#left.set(caller, { count, until });
  }
}
