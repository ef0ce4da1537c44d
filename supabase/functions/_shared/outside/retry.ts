export interface RetryOptions {
  /** How often `work` is tried at most, the first time included. */
  attempts: number;
  /** Upper bound of the first wait; it doubles with each further one. */
  baseMs: number;
  /** No wait is longer than this. */
  maxMs: number;
  /** Asked before each wait, with how many milliseconds it takes. */
  retryable(error: unknown, pauseMs: number): boolean;
  sleep?(ms: number): Promise<void>;
  /** A number in [0, 1). */
  random?(): number;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Runs `work` until it succeeds, fails for good or has used its attempts; throws its last error.
 * Waits a random share of the exponential bound ("full jitter"), so that callers do not gather.
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { sleep = wait, random = Math.random } = options;
  for (let attempt = 1;; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      const pauseMs = random() * Math.min(options.maxMs, options.baseMs * 2 ** (attempt - 1));
      if (attempt >= options.attempts || !options.retryable(error, pauseMs)) throw error;
      await sleep(pauseMs);
    }
  }
}
