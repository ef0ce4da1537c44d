import { deepStrictEqual } from "node:assert/strict";
import { endless } from "../budget.ts";
import type { Deps } from "../deps.ts";
import { FakeQueue } from "./fake_queue.ts";
import { runSteps } from "./runner.ts";
import { absent, different, type Observed, type Step } from "./tenant/step.ts";

/** A step that finds this before it acts, and notes in `done` that it has. */
function step(name: string, found: Observed, done: string[]): Step {
  return {
    name,
    does: "",
    touches: "",
    observe: () => Promise.resolve(found),
    apply: () => Promise.resolve(void done.push(name)),
  };
}

Deno.test("runSteps() does what is absent and what is different, and logs which it was", async () => {
  const done: string[] = [];
  const steps = [
    step("a", different, done),
    step("b", absent, done),
    step("c", { is: "there" }, done),
  ];
  const found: unknown[] = [];
  const log = (_event: string, line: Record<string, unknown>) => void found.push(line.found);
  const config = { leaseSeconds: 60 };
  const deps = { config, log, now: () => new Date(0) } as unknown as Deps;
  const find = (_kind: string, name: string) => steps.find((one) => one.name === name)!;
  await runSteps(deps, new FakeQueue("create", steps), find, endless);
  deepStrictEqual(done, ["a", "b"]);
  deepStrictEqual(found, ["different", "absent", undefined]);
});
