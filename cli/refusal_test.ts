import { deepEqual, equal, throws } from "node:assert/strict";
import { type Problem, Refused } from "../client/client.ts";
import { endedBy, Refusal, refusedAbout } from "./refusal.ts";

const problem = { code: "plan_stale", detail: "Cannot apply it.", suggestion: "Make another." };

Deno.test("refusedAbout() adds what was refused to a no, and leaves other errors alone", () => {
  const about = { run: "R" };
  throws(
    () => refusedAbout(about)(new Refused(problem as unknown as Problem)),
    (error: Refusal) => {
      deepEqual([error.problem, error.about], [problem, about]);
      return error instanceof Refusal;
    },
  );
  const other = new TypeError("x is no function");
  throws(() => refusedAbout(about)(other), other);
});

Deno.test("endedBy() says so when the platform does not say why", () => {
  equal(endedBy(null, {}).problem.detail, "Cannot finish: the platform does not say why.");
  deepEqual({ ...endedBy(problem, {}).problem }, problem);
});
