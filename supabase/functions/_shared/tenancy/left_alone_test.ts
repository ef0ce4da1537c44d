import { deepStrictEqual } from "node:assert/strict";
import { endless } from "../budget.ts";
import type { Deps } from "../deps.ts";
import { FakeQueue } from "./fake_queue.ts";
import { runSteps } from "./runner.ts";
import { absent, type Step } from "./tenant/step.ts";

const deps = {
  config: { leaseSeconds: 60 },
  log: () => {},
  now: () => new Date(0),
} as unknown as Deps;

const step = (name: string, changes: Partial<Step>): Step => ({
  name,
  does: "",
  touches: "",
  observe: () => Promise.resolve(absent),
  apply: () => Promise.resolve(),
  ...changes,
});

Deno.test("runSteps() tells what an undoing left alone apart from what cannot be undone", async () => {
  const why = "It is somebody else's.";
  const steps = [
    step("foreign", { compensate: () => Promise.resolve({ is: "skipped", why }) }),
    step("undone", { compensate: () => Promise.resolve() }),
    step("final", {}),
    step("failing", { apply: () => Promise.reject(new Error("cannot act")) }),
  ];
  const queue = new FakeQueue("create", steps, 1);
  await runSteps(deps, queue, (_, name) => steps.find((step) => step.name === name)!, endless);
  const undone = queue.rows.filter(({ action }) => action === "compensate");
  deepStrictEqual(undone.map(({ name, skipped, output }) => [name, skipped, output]), [
    ["failing", "Nothing to undo.", {}],
    ["final", "Nothing to undo.", {}],
    ["undone", undefined, {}],
    ["foreign", why, { left_alone: true }],
  ]);
});
