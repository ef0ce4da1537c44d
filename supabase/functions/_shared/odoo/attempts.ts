import { retry, type RetryOptions } from "../retry.ts";
import { type FaultKind, OdooFault } from "./faults.ts";
import { isRepeatable } from "./repeatable.ts";

/** One attempt of one call, for the log; holds no values. */
export interface CallLog {
  model: string;
  method: string;
  attempt: number;
  ms: number;
  outcome: "ok" | FaultKind | "error";
}

export interface AttemptOptions {
  /** Bounds a call, its repetitions included. */
  timeoutMs: number;
  retry: Omit<RetryOptions, "retryable">;
  log?(entry: CallLog): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

interface Target {
  model: string;
  method: string;
  kwargs?: Record<string, unknown>;
}

/** Runs `work` under the call's time limit and repeats it where that is safe. */
export function attempt<T>(
  target: Target,
  options: AttemptOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const retryable = (error: unknown) => !signal.aborted && isSafe(error, target);
  return retry((number) => logged(target, number, options, () => work(signal)), {
    ...options.retry,
    retryable,
  });
}

function isSafe(error: unknown, { method, kwargs }: Target): boolean {
  if (!(error instanceof OdooFault)) return false;
  if (error.kind === "unknown_outcome") return isRepeatable(method, kwargs);
  return error.kind === "unreachable" || error.kind === "transient";
}

async function logged<T>(
  { model, method }: Target,
  attempt: number,
  { log, now }: AttemptOptions,
  work: () => Promise<T>,
): Promise<T> {
  const started = now();
  const tell = (outcome: CallLog["outcome"]) =>
    log?.({ model, method, attempt, ms: Math.round(now() - started), outcome });
  try {
    const result = await work();
    tell("ok");
    return result;
  } catch (error) {
    tell(error instanceof OdooFault ? error.kind : "error");
    throw error;
  }
}
