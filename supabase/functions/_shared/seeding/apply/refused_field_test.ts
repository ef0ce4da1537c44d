import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { PlannedWrite } from "./planned_write.ts";
import { refusedField, withoutField } from "./refused_field.ts";

const write: PlannedWrite = {
  ref: "t1",
  odooId: 5,
  action: "update",
  values: { name: "N", stage_id: 2, user_ids: [] },
  sent: { name: "N", stage: "Done", assignees: [] },
  seedNames: { name: "name", stage_id: "stage", user_ids: "assignees" },
};

const words: [version: string, reason: string, field: string | null][] = [
  [
    "17 and 18",
    "… a mandatory field is not set. Model: Task (project.task) Field: Title (name)",
    "name",
  ],
  [
    "19",
    "Missing required value for the field 'Title' (name). Model: 'Task' (project.task)",
    "name",
  ],
  ["all", "Wrong value for project.task.stage_id: 'x'", "stage"],
  ["all", "Invalid field 'stage_id' in 'project.task'", "stage"],
  [
    "17 and 18",
    "another model requires the record being deleted. Constraint: project_task_stage_id_fkey",
    "stage",
  ],
  ["19", "Thanks to the following constraint: 'Stage' (stage_id)", "stage"],
  ["19", "The value for 'name' (Title) already exists.", "name"],
  [
    "all",
    "Missing required value for the field 'Cost centre' (x_cost_centre).",
    "x_cost_centre",
  ],
  ["17 and 18", "Model: Unknown (unknown) Field: Unknown (unknown)", null],
  ["all", "The name (stage) of a task is not set right.", null],
];

for (const [version, reason, field] of words) {
  Deno.test(`refusedField() finds ${field} in words of ${version}: ${reason.slice(0, 60)}`, () => {
    strictEqual(refusedField(write, reason), field);
  });
}

Deno.test("refusedField() takes the only field of an update, whatever Odoo says", () => {
  const one = { ...write, sent: { stage: "Done" } };
  strictEqual(refusedField(one, "Something is not right."), "stage");
  // A new record has more values than the seed's, of other apps, too.
  strictEqual(refusedField({ ...one, odooId: null }, "Something is not right."), null);
});

Deno.test("withoutField() leaves out what the seed calls so, and no row without any field", () => {
  const rest = withoutField(write, "stage");
  deepStrictEqual([rest?.values, rest?.sent], [
    { name: "N", user_ids: [] },
    { name: "N", assignees: [] },
  ]);
  strictEqual(withoutField(write, "x_cost_centre"), undefined);
  strictEqual(withoutField({ ...write, sent: { stage: "Done" } }, "stage"), undefined);
});
