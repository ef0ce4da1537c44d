import { AppError } from "../errors.ts";
import { type Limits, within } from "../outside/limits.ts";
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

export interface AttemptOptions extends Limits {
  log?(entry: CallLog): void;
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

/**
 * Runs `work` under the call's time limit and repeats it where that is safe.
 * @throws {OutOfTime} when the caller's time ends before the call may
 */
export async function attempt<T>(
  target: Target,
  options: AttemptOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const repeating = {
    isSafe: (error: unknown) => isSafe(error, target),
    outOfTime: (cause?: unknown) => new OutOfTime(target, cause),
  };
  return await within(
    options,
    repeating,
    (signal, number) => logged(target, number, options, () => work(signal)),
  );
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
