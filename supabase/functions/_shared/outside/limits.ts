import { retry, type RetryOptions } from "./retry.ts";

/** How long one call of an outside system may take, and how it is repeated. */
export interface Limits {
  /** Bounds a call, its repetitions and the pauses between them included. */
  timeoutMs: number;
  /** How long whoever calls has; no call outlasts it. Unbounded unless said. */
  leftMs?(): number;
  retry: Omit<RetryOptions, "retryable">;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

/** What an adapter knows of its own calls. */
export interface Repeating {
  /** Whether the call may be sent again after this error. */
  isSafe(error: unknown): boolean;
  /** The error of a call that was not made, or not made again, for want of the caller's time. */
  outOfTime(cause?: unknown): unknown;
}

/** How long a call may take that begins now; not above zero once nothing is left. */
export function limitMs({ timeoutMs, leftMs }: Pick<Limits, "timeoutMs" | "leftMs">): number {
  return Math.min(timeoutMs, leftMs?.() ?? Infinity);
}

/**
 * Runs `work` under its time limit, and again where that is safe.
 * @throws what `work` throws last; `outOfTime`, when the caller's time ends before the call may
 */
export async function within<T>(
  limits: Limits,
  { isSafe, outOfTime }: Repeating,
  work: (signal: AbortSignal, attempt: number) => Promise<T>,
): Promise<T> {
  const limit = limitMs(limits);
  if (limit <= 0) throw outOfTime();
  const endsAt = limits.now() + limit;
  const signal = AbortSignal.timeout(limit);
  const retryable = (error: unknown, pauseMs: number) => {
    if (!isSafe(error)) return false;
    if (!signal.aborted && limits.now() + pauseMs < endsAt) return true;
    if (limit < limits.timeoutMs) throw outOfTime(error);
    return false;
  };
  return await retry((attempt) => work(signal, attempt), { ...limits.retry, retryable });
}
