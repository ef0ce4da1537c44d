import { deepEqual, equal } from "node:assert/strict";
import { type Problem, Refused, Unreachable } from "../client/client.ts";
import { Failure } from "./failure.ts";
import { toldFailure } from "./told_failure.ts";

const frame = {
  line: (...words: string[]) => ["ocp", ...words].join(" "),
  taskLine: (task: string) => `deno task ${task}`,
};

const problem = {
  type: "about:blank",
  title: "The body is no such thing",
  status: 400,
  code: "invalid_request",
  detail: "Cannot accept the body: row 3.",
  suggestion: "Correct it.",
} as unknown as Problem;

Deno.test("toldFailure() tells a problem, its next step and every fault of it", () => {
  const faults = [
    { row: 3, kind: "tasks", ref: "A-1", field: "deadline_date", rule: "is no date" },
    { field: "name", rule: "is missing" },
  ];
  const told = toldFailure(
    new Refused({ ...problem, faults, total: 5 } as unknown as Problem),
    frame,
  )!;
  equal(told.exit, 1);
  deepEqual(told.lines, [
    "Cannot accept the body: row 3. Correct it.",
    "  row 3, A-1, deadline_date: is no date",
    "  name: is missing",
    "  … and 3 more",
  ]);
  equal(told.problem.code, "invalid_request");
});

Deno.test("toldFailure() tells what a command cannot do, with its exit code", () => {
  const told = toldFailure(new Failure("Cannot read it: it is gone.", "Name another.", 2), frame)!;
  deepEqual([told.lines, told.exit], [["Cannot read it: it is gone. Name another."], 2]);
});

Deno.test("toldFailure() leaves alone what was not foreseen", () => {
  equal(toldFailure(new TypeError("x is undefined"), frame), undefined);
  const unreachable = toldFailure(new Unreachable("Cannot reach the API."), frame)!;
  equal(unreachable.exit, 1);
  equal(
    unreachable.lines[0],
    "Cannot reach the API. See what runs here: deno task status; or say where else it is: " +
      "ocp login <url>",
  );
});

Deno.test("toldFailure() tells what became stale", () => {
  const changes = {
    total: 2,
    records: [{ model: "project.task", ref: "CLOSE-1", planned: { action: "create" }, now: null }],
  };
  const stale = { ...problem, code: "plan_stale", changes } as unknown as Problem;
  deepEqual(toldFailure(new Refused(stale), frame)!.lines.slice(1), [
    "  project.task CLOSE-1: planned create, now nothing",
    "  … and 1 more",
  ]);
});
