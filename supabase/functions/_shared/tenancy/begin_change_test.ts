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

/** Has one step worked, which fails when it acts. @returns whether it was said that it begins to change something: at its end, and when it acted */
async function work(changes: Partial<Step>) {
  const acted: (true | undefined)[] = [];
  const step: Step = {
    name: "step",
    does: "",
    touches: "",
    observe: () => Promise.resolve(absent),
    apply: () => {
      acted.push(queue.rows[0]!.changed);
      return Promise.reject(new Error("cannot act"));
    },
    ...changes,
  };
  const queue = new FakeQueue("create", [step], 1);
  await runSteps(deps, queue, () => step, endless);
  return [queue.rows[0]!.changed, acted];
}

Deno.test("runSteps() says before a step acts that it begins to change something", async () => {
  deepStrictEqual(await work({}), [true, [true]]);
});

Deno.test("runSteps() says no such thing of a step that only looked, or that cannot harm the tenant", async () => {
  const fails = () => Promise.reject(new Error("cannot look"));
  deepStrictEqual(await work({ observe: fails }), [undefined, []]);
  deepStrictEqual(await work({ observe: () => Promise.resolve({ is: "there" }) }), [undefined, []]);
  deepStrictEqual(await work({ harmless: true }), [undefined, [undefined]]);
});
