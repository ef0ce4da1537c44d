import process from "node:process";

/** How much time and CPU a slice may still use. */
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

/** A budget that begins now. @param limits wall clock and CPU of this process, in seconds */
export function sliceBudget(
  limits: { sliceSeconds: number; sliceCpuSeconds: number },
): Budget & { cpuMs(): number } {
  const started = performance.now();
  const cpuBefore = cpuMs();
  const used = () => cpuMs() - cpuBefore;
  const leftMs = () => started + limits.sliceSeconds * 1000 - performance.now();
  return {
    cpuMs: () => Math.round(used()),
    leftMs,
    spent: () => leftMs() < 0 || used() > limits.sliceCpuSeconds * 1000,
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
