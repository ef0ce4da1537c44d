import { join } from "node:path";
import { callControl } from "../../stack/control.ts";
import { instanceDir } from "../../stack/paths.ts";
import type { Stack } from "../../stack/stack.ts";

const functions = ["seed-odoo-finance", "shadow-odoo-finance"];

/** Peak resident memory, in MB, of the functions' processes that are alive: the highest of them. */
export async function peakMemory(stack: Stack): Promise<number> {
  const processes: { pid: number }[] = JSON.parse(await callControl(stack, "GET", "/processes"));
  const peaks = processes.map(async ({ pid }) => {
    const status = await Deno.readTextFile(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  });
  return Math.max(...await Promise.all(peaks));
}

/** Ends the functions' processes: the next request starts fresh ones, whose peaks are their own. */
export async function restart(stack: Stack): Promise<void> {
  for (const name of functions) await callControl(stack, "POST", `/functions/${name}/kill`);
}

/** CPU seconds of the dearest slice that the functions have logged for a binding. */
export async function dearestSlice(stack: Stack, binding: string): Promise<number> {
  const logs = functions.map((name) =>
    Deno.readTextFile(join(instanceDir(stack.instance), "logs", `${name}.log`))
  );
  const lines = (await Promise.all(logs)).flatMap((log) => log.split("\n"));
  const slices = lines.filter((line) => line.includes('"cpu_ms":'))
    .map((line): { binding: string; cpu_ms: number } => JSON.parse(line))
    .filter((slice) => slice.binding === binding);
  return Math.max(...slices.map((slice) => slice.cpu_ms)) / 1000;
}
