import { join } from "node:path";
import { callControl } from "../../stack/control.ts";
import { instanceDir } from "../../stack/paths.ts";
import { readOfProcess } from "../../stack/proc.ts";
import { usageOf } from "../../stack/functions/limits.ts";
import type { Stack } from "../../stack/stack.ts";

const functions = ["seed-odoo-finance", "shadow-odoo-finance"];

/** Peak resident memory, in MB, of the functions' processes that are alive: the highest of them. */
export async function peakMemory(stack: Stack): Promise<number> {
  const processes: { pid: number }[] = JSON.parse(await callControl(stack, "GET", "/processes"));
  const peaks = processes.map(async ({ pid }) => {
    const peak = /VmHWM:\s+(\d+) kB/.exec(await readOfProcess(pid, "status") ?? "");
    return Number(peak?.[1] ?? 0) / 1024;
  });
  return Math.max(...await Promise.all(peaks));
}

/** Ends the functions' processes: the next request starts fresh ones, whose peaks are their own. */
export async function restart(stack: Stack): Promise<void> {
  for (const name of functions) await callControl(stack, "POST", `/functions/${name}/kill`);
}

/** What the functions' processes have used of CPU, noted again and again until it is asked for. */
export function watchCpu(stack: Stack): CpuWatch {
  const samples: Sample[] = [];
  const note = async () => {
    const processes: { name: string; pid: number }[] = JSON.parse(
      await callControl(stack, "GET", "/processes"),
    );
    for (const { name, pid } of processes) {
      const usage = await usageOf(pid);
      if (usage) samples.push({ name, pid, at: Date.now(), cpuMs: usage.cpuMs });
    }
  };
  const timer = setInterval(() => note().catch(() => {}), everyMs);
  return { samples, [Symbol.dispose]: () => clearInterval(timer) };
}

export interface CpuWatch extends Disposable {
  samples: Sample[];
}

interface Sample {
  name: string;
  pid: number;
  at: number;
  cpuMs: number;
}

const everyMs = 50;

/** CPU seconds of the dearest slice that the functions have logged for a binding, at most 0.1 s of its surroundings with it. */
export async function dearestSlice(
  stack: Stack,
  binding: string,
  { samples }: CpuWatch,
): Promise<number> {
  const slices = await Promise.all(functions.map(async (name) => {
    const log = await Deno.readTextFile(join(instanceDir(stack.instance), "logs", `${name}.log`));
    return log.split("\n").filter((line) => line.includes('"event":"slice"'))
      .map((line): { binding: string; at: string; ms: number } => JSON.parse(line))
      .filter((slice) => slice.binding === binding)
      .map(({ at, ms }) => used(samples, name, Date.parse(at) - ms, Date.parse(at)));
  }));
  return Math.max(...slices.flat()) / 1000;
}

/** What a function's process used between two moments, by the samples around them. */
function used(samples: Sample[], name: string, from: number, to: number): number {
  const ofFunction = samples.filter((sample) => sample.name === name);
  const after = ofFunction.find(({ at }) => at >= to) ?? ofFunction.at(-1);
  const own = ofFunction.filter(({ pid }) => pid === after?.pid);
  const before = own.findLast(({ at }) => at <= from) ?? own[0];
  return (after?.cpuMs ?? 0) - (before?.cpuMs ?? 0);
}
