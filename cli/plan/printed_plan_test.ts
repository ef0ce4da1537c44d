import { deepEqual, equal, ok } from "node:assert/strict";
import { width } from "../../terminal/width.ts";
import type { PlanAction } from "./plan_action.ts";
import { planSum, printedPlan } from "./printed_plan.ts";

function action(ref: string, more: Partial<PlanAction> = {}): PlanAction {
  return {
    id: ref,
    plan_id: "00000000-0000-4000-8000-000000000000",
    model: "project.task",
    ref,
    project: "CLOSE",
    odoo_id: null,
    action: "create",
    changes: {},
    conflicts: {},
    reason: null,
    incomplete: false,
    written: true,
    ...more,
  };
}

const plain = { columns: 80, colour: false };
const long = "Compare every line of the statement with the ledger and note what is open. ".repeat(
  3,
);
const some = [
  action("CLOSE-1", {
    changes: { name: { from: null, to: "Bank" }, tags: { from: null, to: [] } },
  }),
  action("CLOSE", { model: "project.project", changes: { name: { from: null, to: "Close" } } }),
  action("AUDIT-1", {
    project: "AUDIT",
    action: "update",
    changes: {
      planned_hours: { from: 3, to: 5.5 },
      description: { from: `${long}By hand.`, to: `${long}By the bank's file.` },
      note: {
        from: "Ask the owner of the ledger, then write what they say into the cell.",
        to: "Nobody is asked any more: the ledger has a page for it.",
      },
    },
  }),
  action("AUDIT-2", {
    project: "AUDIT",
    action: "archive",
    written: false,
    changes: { active: { from: true, to: false } },
    reason: "no seed has this ref any more",
  }),
  action("AUDIT-3", {
    project: "AUDIT",
    action: "conflict",
    written: false,
    conflicts: { name: { from: "Theirs", to: "Ours" } },
    reason: "changed in Odoo as well as in the seed: name",
  }),
];

Deno.test("printedPlan() groups by project, the project first, and ends with the sum", () => {
  deepEqual(printedPlan(some, plain), [
    "Project AUDIT",
    "  ~ task AUDIT-1",
    "      planned_hours  3 → 5.5",
    `      description    "…is open. By hand." → "…is open. By the bank's file."`,
    "      note",
    `          "Ask the owner of the ledger, then write what they say into the cell."`,
    `       →  "Nobody is asked any more: the ledger has a page for it."`,
    "  - task AUDIT-2, archive, only reported",
    "      active  true → false",
    "      no seed has this ref any more",
    "  ! task AUDIT-3, conflict",
    `      name  "Theirs" ≠ "Ours"`,
    "      changed in Odoo as well as in the seed: name",
    "",
    "Project CLOSE",
    "  + project CLOSE",
    `      name  "Close"`,
    "  + task CLOSE-1",
    `      name  "Bank"`,
    "",
    "Plan: 2 to create, 1 to change, 0 to archive, 1 in conflict. 1 only reported.",
  ]);
});

Deno.test("printedPlan() keeps within 60, 80, 120 and 200 columns, whatever the texts", () => {
  const word = "Rechnungsabgrenzungsposten".repeat(12);
  const texts = [word, "決算書を確認する".repeat(20), long, "a\u001b[2Jb\nc"];
  const wide = texts.flatMap((text, at) => [
    action(`W-${at}-${"x".repeat(200)}`, {
      action: "update",
      project: `P-${"y".repeat(240)}`,
      changes: { [word.slice(0, 90)]: { from: text, to: `${text}.` }, name: { from: 1, to: text } },
      reason: text,
    }),
  ]);
  for (const columns of [60, 80, 120, 200]) {
    for (const line of printedPlan([...some, ...wide], { columns, colour: false })) {
      ok(width(line) <= columns, `${columns}: ${line}`);
      // deno-lint-ignore no-control-regex -- what may not be there
      ok(!/[\x00-\x1f\x7f-\x9f]/.test(line), line);
    }
  }
});

Deno.test("printedPlan() says in colours what it says without", () => {
  const coloured = printedPlan(some, { ...plain, colour: true });
  ok(coloured.includes("\x1b[33m  ~ task AUDIT-1\x1b[0m"));
  // deno-lint-ignore no-control-regex -- colours are control characters
  deepEqual(coloured.map((line) => line.replace(/\x1b\[\d+m/g, "")), printedPlan(some, plain));
});

Deno.test("planSum() says that nothing is to be done, whatever is only reported", () => {
  equal(planSum([]), "No changes: Odoo holds what the seeds say.");
  equal(planSum([some[3]!]), "No changes: Odoo holds what the seeds say. 1 only reported.");
  equal(
    planSum([action("A", { action: "unarchive" }), action("B", { action: "blocked" })]),
    "Plan: 0 to create, 0 to change, 0 to archive, 1 to take out of the archive, 1 blocked.",
  );
});
