import { ok, strictEqual } from "node:assert/strict";
import { endless, sliceBudget } from "./budget.ts";
import { noteAnswer } from "./work_done.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("a budget is not spent as long as neither time nor work is used up", () => {
  const budget = sliceBudget({ sliceSeconds: 60, sliceMb: 60 });
  strictEqual(budget.spent(), false);
});

Deno.test("a budget is spent when its time is", async () => {
  const budget = sliceBudget({ sliceSeconds: 0.02, sliceMb: 60 });
  strictEqual(budget.spent(), false);
  await pause(30);
  strictEqual(budget.spent(), true);
});

Deno.test("a budget is spent when its work is done", () => {
  const budget = sliceBudget({ sliceSeconds: 60, sliceMb: 1 });
  noteAnswer(900_000);
  strictEqual(budget.spent(), false);
  noteAnswer(200_000);
  strictEqual(budget.spent(), true);
});

Deno.test("a budget counts the work of its own time only", () => {
  noteAnswer(2_000_000);
  const budget = sliceBudget({ sliceSeconds: 60, sliceMb: 1 });
  strictEqual(budget.workMb(), 0);
  strictEqual(budget.spent(), false);
});

Deno.test("a budget is spent when the platform is about to end the process", () => {
  const platform: { reason?: string } = {};
  const budget = sliceBudget({ sliceSeconds: 60, sliceMb: 60 }, () => platform.reason);
  strictEqual(budget.spent(), false);
  platform.reason = "memory";
  strictEqual(budget.spent(), true);
});

Deno.test("a budget tells how much of its time is left, and by how much it is over", async () => {
  const budget = sliceBudget({ sliceSeconds: 0.02, sliceMb: 60 });
  ok(budget.leftMs() <= 20);
  await pause(30);
  ok(budget.leftMs() < 0);
});

Deno.test("the endless budget is never spent", () => {
  strictEqual(endless.spent(), false);
  strictEqual(endless.leftMs(), Infinity);
});
