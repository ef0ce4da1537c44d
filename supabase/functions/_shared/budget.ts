import process from "node:process";

/** How much time and CPU a slice may still use. */
export interface Budget {
  spent(): boolean;
}

/** For work that no limit cuts up. */
export const endless: Budget = { spent: () => false };

/** A budget that begins now. @param limits wall clock and CPU of this process, in seconds */
export function sliceBudget(
  limits: { sliceSeconds: number; sliceCpuSeconds: number },
): Budget & { cpuMs(): number } {
  const started = performance.now();
  const cpuBefore = cpuMs();
  const used = () => cpuMs() - cpuBefore;
  return {
    cpuMs: () => Math.round(used()),
    spent: () =>
      performance.now() - started > limits.sliceSeconds * 1000 ||
      used() > limits.sliceCpuSeconds * 1000,
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
