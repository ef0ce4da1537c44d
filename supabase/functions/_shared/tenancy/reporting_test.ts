import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { endless } from "../budget.ts";
import type { Claim, StepQueue } from "../database/operations.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import { FakeQueue } from "./fake_queue.ts";
import { runSteps } from "./runner.ts";
import { absent, type Step } from "./tenant/step.ts";
import { reporting } from "./reporting.ts";

function listening() {
  const heard: Record<string, unknown>[] = [];
  const log: Deps["log"] = (event, { stack, ...fields }) =>
    heard.push({ event, ...fields, hasStack: stack !== undefined });
  return { log, heard };
}

Deno.test("reporting() logs what could not be reported, and whose lease was lost", async () => {
  const { log, heard } = listening();
  const what = { step: "a" };
  await reporting({ log }, what, () => Promise.resolve());
  deepStrictEqual(heard, []);
  await reporting({ log }, what, () => Promise.reject(new Error("out of reach")));
  await reporting({ log }, what, () => Promise.reject(new AppError("lease_lost", "It is lost.")));
  deepStrictEqual(heard, [
    { event: "unreported", step: "a", message: "out of reach", hasStack: true },
    { event: "lease_lost", step: "a", message: "It is lost.", hasStack: false },
  ]);
});

function step(name: string, apply: Step["apply"]): Step {
  return { name, does: "", touches: "", observe: () => Promise.resolve(absent), apply };
}

/** Two operations of a step each; of the first one the queue does not take how it went. */
function twoOperations(steps: [bad: Step, good: Step]) {
  const [bad, good] = steps.map((step) => new FakeQueue("create", [step])) as [
    FakeQueue,
    FakeQueue,
  ];
  const of = ({ step }: Claim) => step.name === steps[0].name ? undefined : good;
  const refuse = () => Promise.reject(new Error("out of reach"));
  const queue: StepQueue = Object.assign(Object.create(good), {
    claim: async () => await bad.claim() ?? await good.claim(),
    finish: ((claim, ...how) =>
      of(claim)?.finish(claim, ...how) ?? refuse()) as StepQueue["finish"],
    fail: ((claim, error) => of(claim)?.fail(claim, error) ?? refuse()) as StepQueue["fail"],
  });
  return { bad, good, queue };
}

for (
  const [what, apply] of [
    ["is done", () => Promise.resolve()],
    ["has failed", () => Promise.reject(new Error("no"))],
  ] as const
) {
  Deno.test(`runSteps() serves other operations where it cannot report that a step ${what}`, async () => {
    const steps: [Step, Step] = [step("bad", apply), step("good", () => Promise.resolve())];
    const { bad, good, queue } = twoOperations(steps);
    const { log, heard } = listening();
    const deps = { config: { leaseSeconds: 60 }, log, now: () => new Date(0) } as unknown as Deps;
    const find = (_kind: string, name: string) => steps.find((step) => step.name === name)!;
    strictEqual(await runSteps(deps, queue, find, endless), 2);
    deepStrictEqual([bad.rows[0]!.status, good.rows[0]!.status], ["running", "succeeded"]);
    const unreported = heard.filter(({ event }) => event === "unreported");
    deepStrictEqual(unreported.map(({ step, message }) => [step, message]), [[
      "bad",
      "out of reach",
    ]]);
  });
}
