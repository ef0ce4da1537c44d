import { deepEqual, ok } from "node:assert/strict";
import { width } from "../../terminal/width.ts";
import type { DriftItem } from "./found_drift.ts";
import { printedDrift } from "./printed_drift.ts";

function item(ref: string, more: Partial<DriftItem> = {}): DriftItem {
  return {
    id: ref,
    binding: "acme",
    tenant: null,
    kind: "field",
    model: "project.task",
    ref,
    field: "stage",
    project: "CLOSE",
    odoo_id: 7,
    expected: "To do",
    actual: "Done",
    changed_by: "ann@example.com",
    changed_at: null,
    winner: "odoo",
    reason: null,
    first_seen: "2026-01-01T00:00:00Z",
    last_seen: "2026-01-01T00:00:00Z",
    muted: false,
    ...more,
  };
}

const some = [
  item("CLOSE-2"),
  item("CLOSE-1", {
    kind: "missing",
    field: null,
    expected: null,
    actual: null,
    changed_by: null,
    winner: "seed",
  }),
  item("CLOSE-2", { field: "planned_hours", expected: 4, actual: 2, muted: true }),
  item("project.task,9", { kind: "orphan", field: null, project: null, winner: "undecided" }),
];

Deno.test("printedDrift() groups by project and record: Odoo's value, then the seed's", () => {
  deepEqual(printedDrift(some, { columns: 80, colour: false }), [
    "Binding acme",
    "  ! task project.task,9, orphan",
    "      by ann@example.com; somebody has to decide",
    "",
    "Project CLOSE, binding acme",
    "  ! task CLOSE-1, missing",
    "      the seed wins",
    "  ! task CLOSE-2",
    `      stage          "Done" ≠ "To do"`,
    "      by ann@example.com; Odoo wins",
    "      planned_hours  2 ≠ 4",
    "      by ann@example.com; Odoo wins; muted",
    "",
  ]);
});

Deno.test("printedDrift() keeps within 60 to 200 columns, and cuts no ref", () => {
  const long = item("x".repeat(90), { expected: "long ".repeat(60), reason: "y".repeat(90) });
  for (const columns of [60, 80, 120, 200]) {
    const lines = printedDrift([...some, long], { columns, colour: false });
    ok(lines.every((line) => width(line) <= columns));
    ok(lines.map((line) => line.trim()).join("").includes("x".repeat(90)));
  }
});
