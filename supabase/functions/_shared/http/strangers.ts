import { AppError } from "../errors.ts";

/** What callers whom a server does not know may ask of it, all of them together. */
const burst = 600;
const aSecond = 10;
const mostKnown = 1000;

/** Bounds what nobody is answerable for: tokens that may be good for nothing, and what is open to all. The database is not asked beyond it. */
export class Strangers {
  #tokens: Bucket;
  #open: Bucket;
  #known = new Set<string>();

  constructor(now: () => number = Date.now) {
    this.#tokens = new Bucket(now);
    this.#open = new Bucket(now);
  }

  /** Has what is open to all asked of the database. @throws {AppError} too_many_requests */
  demandOpen(): void {
    this.#open.take();
  }

  /** Serves the holder of a bearer; one who was served before is known. @throws {AppError} too_many_requests, and whatever serving does */
  async judged<T>(bearer: string | null, serve: () => Promise<T>): Promise<T> {
    // Without one it is refused at once, which costs nothing.
    if (bearer === null) return await serve();
    const known = this.#known.has(bearer);
    if (!known) this.#tokens.take();
    try {
      const answer = await serve();
      if (!known) this.#know(bearer);
      return answer;
    } catch (error) {
      const code = error instanceof AppError ? error.code : undefined;
      if (code === "unauthorized") this.#known.delete(bearer);
      // Only the database says that somebody whom it knows may not.
      if (code === "forbidden" && !known) this.#know(bearer);
      throw error;
    }
  }

  #know(bearer: string): void {
    this.#tokens.give();
    if (this.#known.size >= mostKnown) {
      const [oldest] = this.#known;
      this.#known.delete(oldest!);
    }
    this.#known.add(bearer);
  }
}

/** Fills by so many a second, and no further than a burst. */
class Bucket {
  #left = burst;
  #at: number;

  constructor(readonly now: () => number) {
    this.#at = now();
  }

  /** @throws {AppError} too_many_requests, with the seconds to wait */
  take(): void {
    const now = this.now();
    this.#left = Math.min(burst, this.#left + (now - this.#at) * aSecond / 1000);
    this.#at = now;
    if (this.#left >= 1) {
      this.#left--;
      return;
    }
    const detail = "Cannot serve the request: too many come from callers that are not known.";
    throw new AppError("too_many_requests", detail, {
      suggestion: "Wait 1 s.",
      extra: { retry_after: 1 },
    });
  }

  give(): void {
    this.#left = Math.min(burst, this.#left + 1);
  }
}
