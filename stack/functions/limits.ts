import { readOfProcess } from "../proc.ts";

/** What the platform allows a worker, which serves requests of one function. */
export interface Limits {
  /** CPU since it serves; after half of it no new request goes there. */
  cpuMs: number;
  /** Memory of the whole process: the platform counts less. */
  memoryMb: number;
  /** From its start to its end; after half of it no new request goes there. */
  wallMs: number;
  /** How long a request may wait for its answer to begin. */
  idleMs: number;
}

export const platformLimits: Limits = {
  cpuMs: 2000,
  memoryMb: 256,
  wallMs: 150_000,
  idleMs: 150_000,
};

export type LimitName = "cpu" | "memory" | "wall_clock";

const everyMs = 50;
/** So much of a limit, and the worker is told that it is about to end. */
const warning = 0.9;
/** Linux counts in hundredths of a second, whatever its kernel does. */
const msPerTick = 10;

/**
 * Compares what a process uses with the limits until it has ended. `retire`: it gets no new requests;
 * `warn` comes once, at nine tenths of a limit, `kill` at its whole and never without a `warn` before.
 */
export async function enforce(
  process: { pid: number; exited: Promise<unknown> },
  limits: Limits,
  then: { retire(): void; warn(limit: LimitName): void; kill(limit: LimitName): void },
): Promise<void> {
  let ended = false;
  process.exited.then(() => ended = true);
  const started = performance.now();
  const before = await usageOf(process.pid);
  let [retired, warned] = [false, false];
  while (!ended) {
    const usage = await usageOf(process.pid);
    if (!usage || !before) return;
    const wallMs = performance.now() - started;
    const cpuMs = usage.cpuMs - before.cpuMs;
    const shares: [LimitName, number][] = [
      ["cpu", cpuMs / limits.cpuMs],
      ["memory", usage.memoryMb / limits.memoryMb],
      ["wall_clock", wallMs / limits.wallMs],
    ];
    const [name, share] = shares.toSorted((a, b) => b[1] - a[1])[0]!;
    if (share >= 1 && warned) return then.kill(name);
    if (share >= warning && !warned) {
      warned = true;
      then.warn(name);
    }
    if (!retired && Math.max(cpuMs / limits.cpuMs, wallMs / limits.wallMs) >= 0.5) {
      retired = true;
      then.retire();
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** What a process has used and holds; undefined once it is gone. */
export async function usageOf(
  pid: number,
): Promise<{ cpuMs: number; memoryMb: number } | undefined> {
  const [stat, status] = await Promise.all([
    readOfProcess(pid, "stat"),
    readOfProcess(pid, "status"),
  ]);
  const resident = /VmRSS:\s+(\d+) kB/.exec(status ?? "");
  if (!stat || !resident) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * msPerTick;
  return { cpuMs, memoryMb: Number(resident[1]) / 1024 };
}
