import { deepEqual, equal } from "node:assert/strict";
import { isInPart, partOf, type PartOptions } from "./part.ts";
import type { PlanAction } from "./plan_action.ts";

const record = {
  project: "CLOSE",
  model: "project.task",
  ref: "CLOSE-1",
  action: "create",
} as PlanAction;

Deno.test("isInPart() is true of what every list names, and of all without a list", () => {
  const cases: [PartOptions, boolean][] = [
    [{}, true],
    [{ kind: ["task"], ref: ["CLOSE-1", "CLOSE-2"] }, true],
    [{ project: ["CLOSE"], action: ["create", "update"] }, true],
    [{ project: ["OTHER"] }, false],
    [{ kind: ["project"] }, false],
    [{ ref: ["CLOSE-2"] }, false],
    [{ kind: ["task"], action: ["archive"] }, false],
  ];
  for (const [part, is] of cases) equal(isInPart(record, part), is, JSON.stringify(part));
});

Deno.test("partOf() calls models as the API does, and leaves out what is not said", () => {
  const { models, ...others } = partOf({ kind: ["project", "task"] });
  deepEqual(models, ["project.project", "project.task"]);
  deepEqual(Object.values(others).filter((list) => list !== undefined), []);
});
