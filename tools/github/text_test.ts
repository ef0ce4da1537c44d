import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { PlanAction } from "../../cli/plan/plan_action.ts";
import { annotation } from "./annotations.ts";
import { code, table, withinRoom } from "./markdown.ts";
import { planDifference } from "./plan_difference.ts";
import type { MadePlan } from "./ocp.ts";
import { failingOf, planText } from "./plan_text.ts";

const action = (of: Partial<PlanAction>): PlanAction => ({
  id: `project.task ${of.ref ?? "T"}`,
  plan_id: "P",
  model: "project.task",
  ref: "T",
  project: "CLOSE",
  odoo_id: 7,
  action: "update",
  changes: { name: { from: "Old", to: "New" } },
  conflicts: {},
  reason: null,
  incomplete: false,
  written: true,
  ...of,
});
const made = (actions: PlanAction[], archived = 0, stay = 0) =>
  ({
    plan: { id: "P", binding: "acme" },
    actions,
    seeds: {
      dry_run: true,
      counts: Object.fromEntries(["programs", "projects", "tasks"].map((kind) => [
        kind,
        { created: 0, changed: 0, archived, unchanged: stay },
      ])),
    },
  }) as unknown as MadePlan;

Deno.test("code() shows any text as it is, in one line of a table", () => {
  deepEqual(["plain", "a|b", "a `b`", "`a", "@all <b>\n# x", " ", "x".repeat(200)].map(code), [
    ...["`plain`", "`a\\|b`", "`` a `b` ``", "`` `a ``", "`@all <b> # x`", ""],
    `\`${"x".repeat(159)}…\``,
  ]);
  deepEqual(table(["a", "b"], []), []);
  deepEqual(table(["a", "b"], [["1", "2"]]), ["| a | b |", "| --- | --- |", "| 1 | 2 |", ""]);
});

Deno.test("withinRoom() says how many rows are left out", () => {
  const rows = Array.from({ length: 10 }, () => ["x".repeat(10)]);
  deepEqual(withinRoom(rows, 45), { shown: rows.slice(0, 3), left: 7 });
  deepEqual(withinRoom(rows, 1000), { shown: rows, left: 0 });
});

Deno.test("annotation() is one line that a runner reads, whatever is in it", () => {
  const fault = { file: "a,b:c.yaml", line: 3, column: 5, message: "100 %\nof it: no" };
  equal(annotation(fault), "::error file=a%2Cb%3Ac.yaml,line=3,col=5::100 %25%0Aof it: no");
});

Deno.test("planText() fits into a comment, however much there is", () => {
  const changes = Object.fromEntries(
    ["name", "description", "stage"].map((field) => [field, { from: "o".repeat(900), to: "n|" }]),
  );
  const text = planText(made(Array.from({ length: 5_000 }, (_, nr) =>
    action({
      ...{ ref: `T-${nr}`, id: `project.task T-${nr}`, changes, conflicts: changes },
      ...{ reason: "r".repeat(900), incomplete: true },
    }))));
  ok(text.length < 64_000, String(text.length));
  match(text, /… and \d+ more fields/);
});

Deno.test("planText() warns of large prunes, and of them alone", () => {
  const doomed = (count: number) =>
    Array.from({ length: count }, (_, nr) => action({ ref: `T-${nr}`, action: "archive" }));
  const warns = (count: number, stay: number) =>
    planText(made(doomed(count), count, stay)).includes("would be archived");
  deepEqual([warns(9, 9), warns(9, 8), warns(10, 1000), warns(0, 0)], [false, true, true, false]);
});

Deno.test("failingOf() is what a run would report as an error", () => {
  const failing = [
    action({ ref: "1", action: "blocked", written: false }),
    action({ ref: "2", incomplete: true }),
    action({ ref: "3", action: "conflict", written: false }),
  ];
  const well = [
    action({ ref: "4" }),
    action({ ref: "5", action: "conflict", conflicts: { name: { from: 1, to: 2 } } }),
  ];
  deepEqual(failingOf([...failing, ...well]), failing);
});

Deno.test("planDifference() tells what came, went and changed, and nothing else", () => {
  const same = action({ ref: "same" });
  const before = [same, action({ ref: "gone" }), action({ ref: "other" })];
  const changes = { name: { from: "Theirs", to: "New" } };
  const after = [same, action({ ref: "other", changes }), action({ ref: "new", action: "create" })];
  deepEqual(planDifference(before, after).slice(2, -1), [
    '| task `gone` | **update**<br>name `"Old"` → `"New"` | nothing |',
    '| task `new` | nothing | **create**<br>name `"New"` |',
    '| task `other` | **update**<br>name `"Old"` → `"New"` | **update**<br>name `"Theirs"` → `"New"` |',
  ]);
  deepEqual(planDifference(before, before), []);
});
