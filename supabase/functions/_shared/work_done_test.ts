import { ok, strictEqual } from "node:assert/strict";
import { noteAnswer, noteCall, noteRendered, workDoneMb } from "./work_done.ts";

function worked(work: () => void): number {
  const before = workDoneMb();
  work();
  return Math.round((workDoneMb() - before) * 1000);
}

Deno.test("workDoneMb() counts texts both ways, in megabytes", () => {
  strictEqual(worked(() => noteAnswer(2_000_000)), 2000);
  strictEqual(worked(() => noteCall(3_000_000)) - worked(() => noteCall(0)), 3000);
});

Deno.test("workDoneMb() counts a call without a text, and Markdown for many times its length", () => {
  ok(worked(() => noteCall(0)) > 0);
  ok(worked(() => noteRendered(1_000_000)) > 10 * worked(() => noteAnswer(1_000_000)));
});
