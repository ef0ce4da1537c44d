import { join } from "node:path";
import { callControl } from "../../stack/control.ts";
import { usageOf } from "../../stack/functions/limits.ts";
import { instanceDir } from "../../stack/paths.ts";
import type { Stack } from "../../stack/stack.ts";

const runner = "operations-run";

/** CPU seconds that the runner's process has used so far; 0 before its first call. */
export async function functionSeconds(stack: Stack): Promise<number> {
  const answer = await callControl(stack, "GET", "/processes");
  const processes: { name: string; pid: number }[] = JSON.parse(answer);
  const one = processes.find(({ name }) => name === runner);
  if (!one) return 0;
  return ((await usageOf(one.pid))?.cpuMs ?? 0) / 1000;
}

/** Seconds that the steps of these operations took, as the runner logged them. */
export async function stepSeconds(stack: Stack, operations: string[]): Promise<number> {
  const log = await Deno.readTextFile(join(instanceDir(stack.instance), "logs", `${runner}.log`));
  const steps = log.split("\n").filter((line) => line.includes('"event":"step"'))
    .map((line): { operation_id: string; ms: number } => JSON.parse(line))
    .filter(({ operation_id }) => operations.includes(operation_id));
  return steps.reduce((sum, { ms }) => sum + ms, 0) / 1000;
}
