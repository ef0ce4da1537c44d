import { AppError } from "../errors.ts";
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
  /** Bounds a call, its repetitions and the pauses between them included. */
  timeoutMs: number;
  /** How long whoever calls has; no call outlasts it. Unbounded unless said. */
  leftMs?(): number;
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

/** A call that was not made, or not made again, because whoever calls has no time left. It changed nothing. */
export class OutOfTime extends AppError {
  override readonly name = "OutOfTime";

  constructor({ model, method }: Pick<Target, "model" | "method">, cause?: unknown) {
    super("odoo_timeout", `Cannot call ${model}.${method}: no time is left for it.`, { cause });
  }
}

/** How long a call may take that begins now; not above zero once nothing is left. */
export function limitMs({ timeoutMs, leftMs }: Pick<AttemptOptions, "timeoutMs" | "leftMs">) {
  return Math.min(timeoutMs, leftMs?.() ?? Infinity);
}

/**
 * Runs `work` under the call's time limit and repeats it where that is safe.
 * @throws {OutOfTime} when the caller's time ends before the call may
 */
export async function attempt<T>(
  target: Target,
  options: AttemptOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = limitMs(options);
  if (limit <= 0) throw new OutOfTime(target);
  const endsAt = options.now() + limit;
  const signal = AbortSignal.timeout(limit);
  const retryable = (error: unknown, pauseMs: number) => {
    if (!isSafe(error, target)) return false;
    if (!signal.aborted && options.now() + pauseMs < endsAt) return true;
    if (limit < options.timeoutMs) throw new OutOfTime(target, error);
    return false;
  };
  return await retry((number) => logged(target, number, options, () => work(signal)), {
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
