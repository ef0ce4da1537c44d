import { deepStrictEqual } from "node:assert/strict";
import { Names } from "./names.ts";

Deno.test("Names.stagesOf() and milestonesOf() keep each project's own", () => {
  const names = new Names();
  names.linkStage(10, "Done", [1]);
  names.linkStage(20, "Done", [2]);
  names.learnMilestone(30, "Done", 1);
  deepStrictEqual([1, 2, 3].map((project) => names.stagesOf(project).id("Done")), [
    10,
    20,
    undefined,
  ]);
  deepStrictEqual([1, 2].map((project) => names.milestonesOf(project).id("Done")), [
    30,
    undefined,
  ]);
  deepStrictEqual(
    [names.stagesOf(3).name(5), names.milestonesOf(3).name(5)],
    ["project.task.type,5", "project.milestone,5"],
  );
});
