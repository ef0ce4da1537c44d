import type { Taken } from "../database/request_windows.ts";
import { AppError } from "../errors.ts";

type Take = (caller: string, wanted: number) => Promise<Taken>;

/** How many are taken at once: a statement that writes, in so many requests. */
const dozen = 50;
const mostCallers = 1000;

/** Counts the requests of callers; the database grants them by the dozen, to all servers together. */
export class RateLimit {
  #left = new Map<string, { count: number; until: number }>();

  constructor(readonly take: Take, readonly now: () => number = Date.now) {}

  /** Lets a caller's request through. @throws {AppError} too_many_requests, with the seconds to wait */
  async demand(caller: string): Promise<void> {
    const left = this.#left.get(caller);
    if (left && left.until > this.now() && left.count > 0) {
      left.count--;
      return;
    }
    const { granted, ends_at } = await this.take(caller, dozen);
    if (granted > 0) return this.#keep(caller, granted - 1, ends_at.getTime());
    const seconds = Math.max(1, Math.ceil((ends_at.getTime() - this.now()) / 1000));
    throw new AppError(
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
