import { deepEqual, equal, match, throws } from "node:assert/strict";
import { type Problem, Refused } from "../../client/client.ts";
import { toldFailure } from "../failure.ts";
import { problemFailure, withNext } from "./problem_failure.ts";

const problem = { detail: "Cannot apply it: it is old.", suggestion: "Make another." };

Deno.test("problemFailure() ends with the command that helps", () => {
  const next = (code: string | undefined, about = {}) =>
    problemFailure({ ...problem, code }, about).suggestion.replace(/.*task /, "");
  equal(next("plan_stale", { binding: "acme" }), "ocp seed plan --binding acme");
  equal(
    next("plan_not_approved", { plan: "P" }),
    `call post api/plans/P/approve '{"reason":"As agreed."}'`,
  );
  equal(next("run_in_progress"), "ocp seed status");
  equal(next("cut_off", { run: "R" }), "ocp seed status R");
  equal(next("forbidden", { next: "deno task ocp drift" }), "ocp drift");
});

Deno.test("problemFailure() keeps the problem for machines, and tells what became stale", () => {
  const changes = {
    total: 2,
    records: [{ model: "project.task", ref: "CLOSE-1", planned: { action: "create" }, now: null }],
  };
  const told = toldFailure(problemFailure({ ...problem, code: "plan_stale", changes }, {}))!;
  match(told.lines[0]!, /^Cannot apply it: it is old\. Make another\. Next: .*ocp seed plan$/);
  deepEqual(told.lines.slice(1), [
    "  project.task CLOSE-1: planned create, now nothing",
    "  … and 1 more",
  ]);
  deepEqual([told.problem.code, told.problem.changes, told.exit], ["plan_stale", changes, 1]);
});

Deno.test("problemFailure() says so when the platform does not say why", () => {
  equal(problemFailure(null, {}).message, "Cannot finish: the platform does not say why.");
});

Deno.test("withNext() gives what was refused its next command, and leaves other errors alone", () => {
  const refused = new Refused({ ...problem, code: "plan_stale" } as unknown as Problem);
  throws(() => withNext({})(refused), { suggestion: /ocp seed plan$/ });
  const other = new TypeError("x is no function");
  throws(() => withNext({})(other), other);
});
