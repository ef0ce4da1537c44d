import { equal } from "node:assert/strict";
import { toldStep } from "./told_event.ts";

const applied = (status: string) => ({ step: "database", action: "apply", status });
const reached = { done: 3, total: 9, ms: 6_000 };

Deno.test("toldStep() tells a step as it ends, with rate and remaining time", () => {
  equal(toldStep(applied("succeeded"), reached), "✓ database  3 of 9 · 0.5/s · 12 s left");
  equal(toldStep(applied("skipped"), reached), "– database (skipped)  3 of 9 · 0.5/s · 12 s left");
  equal(toldStep(applied("succeeded"), { ...reached, ms: 1_500 }), "✓ database  3 of 9");
  equal(
    toldStep(applied("succeeded"), { done: 9, total: 9, ms: 6_000 }),
    "✓ database  9 of 9 · 1.5/s",
  );
  equal(toldStep(applied("failed"), reached), "✗ database  3 of 9");
});

Deno.test("toldStep() says what was undone", () => {
  const undone = { ...applied("succeeded"), action: "compensate" };
  equal(toldStep(undone, reached), "✓ database undone");
  equal(toldStep({ ...undone, status: "failed" }, reached), "✗ database not undone");
});

Deno.test("toldStep() is quiet about what has not ended, and about the operation itself", () => {
  equal(toldStep(applied("running"), reached), undefined);
  equal(toldStep({ step: null, action: null, status: "succeeded" }, reached), undefined);
});
