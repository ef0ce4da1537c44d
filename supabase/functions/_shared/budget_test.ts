import { ok, strictEqual } from "node:assert/strict";
import process from "node:process";
import { endless, sliceBudget } from "./budget.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** On a busy machine this takes longer than its CPU does. */
function burn(cpuMs: number): void {
  const before = process.cpuUsage();
  const used = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;
  while (used(process.cpuUsage(before)) < cpuMs);
}

Deno.test("a budget is not spent as long as neither time nor CPU is used up", () => {
  const budget = sliceBudget({ sliceSeconds: 60, sliceCpuSeconds: 60 });
  strictEqual(budget.spent(), false);
});

Deno.test("a budget is spent when its time is", async () => {
  const budget = sliceBudget({ sliceSeconds: 0.02, sliceCpuSeconds: 60 });
  strictEqual(budget.spent(), false);
  await pause(30);
  strictEqual(budget.spent(), true);
});

Deno.test("a budget is spent when its CPU is", () => {
  const budget = sliceBudget({ sliceSeconds: 60, sliceCpuSeconds: 0.02 });
  burn(100);
  strictEqual(budget.spent(), true);
});

Deno.test("a budget counts the CPU of its own time only", () => {
  const earlier = sliceBudget({ sliceSeconds: 60, sliceCpuSeconds: 60 });
  burn(100);
  const later = sliceBudget({ sliceSeconds: 60, sliceCpuSeconds: 60 });
  ok(earlier.cpuMs() - later.cpuMs() >= 20, `${earlier.cpuMs()} ms, ${later.cpuMs()} ms`);
  ok(Number.isInteger(later.cpuMs()));
});

Deno.test("a budget tells how much of its time is left, and by how much it is over", async () => {
  const budget = sliceBudget({ sliceSeconds: 0.02, sliceCpuSeconds: 60 });
  ok(budget.leftMs() <= 20);
  await pause(30);
  ok(budget.leftMs() < 0);
});

Deno.test("the endless budget is never spent", () => {
  strictEqual(endless.spent(), false);
  strictEqual(endless.leftMs(), Infinity);
});
