import { strictEqual } from "node:assert/strict";
import { watchEnding } from "./ending.ts";

const reported = (detail?: unknown) => new CustomEvent("beforeunload", { detail });

Deno.test("watchEnding() tells the first reason that the platform gave", () => {
  const target = new EventTarget();
  const reason = watchEnding(target);
  strictEqual(reason(), undefined);
  target.dispatchEvent(reported({ reason: "cpu" }));
  target.dispatchEvent(reported({ reason: "termination" }));
  strictEqual(reason(), "cpu");
});

Deno.test("watchEnding() takes an event without a reason for Deno's own", () => {
  const target = new EventTarget();
  const reason = watchEnding(target);
  target.dispatchEvent(new Event("beforeunload"));
  strictEqual(reason(), undefined);
});
