import { endingReason } from "./ending.ts";
import { workDoneMb } from "./work_done.ts";

/** How much time a slice may still use, and how much work it may still do. */
export interface Budget {
  spent(): boolean;
  /** Milliseconds until its time is up; below zero afterwards. */
  leftMs(): number;
}

/**
 * So much longer than a slice of a run what it asks of Odoo may take. Hosted functions are stopped after
 * 150 s; what happened is recorded before.
 */
export const runGraceMs = 30_000;

/** As runGraceMs, for a step of an operation: its calls take longer, and only one is under way at a time. */
export const stepGraceMs = 80_000;

/** For work that no limit cuts up. */
export const endless: Budget = { spent: () => false, leftMs: () => Infinity };

/**
 * A budget that begins now, and is spent at once when the platform is about to end the process.
 * @param limits wall clock in seconds, and work of this process as work_done.ts counts it
 */
export function sliceBudget(
  limits: { sliceSeconds: number; sliceMb: number },
  ending: () => string | undefined = endingReason,
): Budget & { workMb(): number } {
  const started = performance.now();
  const before = workDoneMb();
  const workMb = () => workDoneMb() - before;
  const leftMs = () => started + limits.sliceSeconds * 1000 - performance.now();
  return {
    workMb,
    leftMs,
    spent: () => leftMs() < 0 || workMb() > limits.sliceMb || ending() !== undefined,
  };
}
