import type { OperationEvent } from "../../client/operation_events.ts";

/** How far an operation is. */
export interface Reached {
  /** Steps that have ended. */
  done: number;
  /** All of its steps. */
  total: number;
  /** Since it is followed. */
  ms: number;
}

/** A step as it ends, with how far the operation is, its rate and the time that remains; undefined of one that has not ended. */
export function toldStep(
  { step, action, status }: Pick<OperationEvent, "step" | "action" | "status">,
  { done, total, ms }: Reached,
): string | undefined {
  const mark = marks[status];
  if (step === null || mark === undefined) return undefined;
  if (action === "compensate") return `${mark} ${step} ${status === "failed" ? "not " : ""}undone`;
  const name = status === "skipped" ? `${step} (skipped)` : step;
  const line = `${mark} ${name}  ${done} of ${total}`;
  if (ms <= quietMs || status === "failed") return line;
  const rate = done / (ms / 1000);
  const left = done < total ? ` · ${Math.ceil((total - done) / rate)} s left` : "";
  return `${line} · ${rate.toFixed(1)}/s${left}`;
}

/** Whoever waits no longer than this wants no estimate. */
const quietMs = 2_000;

const marks: Record<string, string> = { succeeded: "✓", skipped: "–", failed: "✗" };
