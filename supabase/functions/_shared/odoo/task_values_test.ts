import { deepStrictEqual, throws } from "node:assert/strict";
import { Names } from "./names.ts";
import { newTaskValues, taskMapping, taskValues } from "./task_mapping.ts";
import { fieldsOf, without } from "./testdata/fields.ts";
import type { Values } from "./types.ts";

const model = "project.task";
const mappingOf = (major: number) => taskMapping(fieldsOf[major]![model]);
/** One assignee, no dependencies, no milestones, no hours. */
const old = taskMapping({
  ...without(
    fieldsOf[16]![model],
    ...["user_ids", "depend_on_ids", "milestone_id", "planned_hours"],
  ),
  user_id: { type: "many2one" },
});

const names = new Names();
names.learnRef("project.project", 4, "p1");
names.learnUser(7, "ana", "ana@example.com");
names.learnUser(8, "ben", "ben@example.com");
names.learnTag(11, "close");
names.learnTag(12, "ledger");
names.learnStage(22, "Elsewhere");
names.linkStage(21, "Done", [4]);
names.linkStage(22, "Elsewhere", [5]);
names.learnMilestone(31, "Books closed", 4);
names.learnMilestone(32, "Elsewhere", 5);
names.learnRef("project.task", 41, "t1");
names.learnRef("project.task", 42, "t2");

const both = ["ana@example.com", "ben@example.com"];
const replaced = (...ids: number[]) => [[6, 0, ids]];
const written: [string, unknown, Record<string, unknown>][] = [
  ["name", "Reconcile", { name: "Reconcile" }],
  ["active", false, { active: false }],
  ["description", "<p>x</p>", { description: "<p>x</p>" }],
  ["description", null, { description: false }],
  ["sequence", 3, { sequence: 3 }],
  ["project", "p1", { project_id: 4 }],
  ["stage", "Done", { stage_id: 21 }],
  ["stage", null, { stage_id: false }],
  ["milestone", "Books closed", { milestone_id: 31 }],
  ["milestone", null, { milestone_id: false }],
  ["parent", "t1", { parent_id: 41 }],
  ["parent", null, { parent_id: false }],
  ["tags", ["ledger", "close"], { tag_ids: replaced(12, 11) }],
  ["tags", [], { tag_ids: replaced() }],
  ["tags", null, { tag_ids: replaced() }],
  ["assignees", both, { user_ids: replaced(7, 8) }],
  ["assignees", [], { user_ids: replaced() }],
  ["assignees", null, { user_ids: replaced() }],
  ["depends_on", ["t2", "t1"], { depend_on_ids: replaced(42, 41) }],
  ["depends_on", [], { depend_on_ids: replaced() }],
  ["depends_on", null, { depend_on_ids: replaced() }],
  ["deadline", null, { date_deadline: false }],
];
for (const [field, to, values] of written) {
  Deno.test(`taskValues() writes ${field} ${JSON.stringify(to)} on every version`, () => {
    for (const major of [16, 17, 18, 19]) {
      deepStrictEqual(taskValues({ [field]: to }, 4, mappingOf(major), names), values);
    }
  });
}

for (const major of [16, 17, 18, 19]) {
  Deno.test(`taskValues() writes hours and deadline as Odoo ${major} has them`, () => {
    const changes = { planned_hours: 2.5, deadline: "2026-12-01 17:00:00" };
    deepStrictEqual(
      taskValues(changes, 4, mappingOf(major), names),
      major === 16
        ? { planned_hours: 2.5, date_deadline: "2026-12-01" }
        : { allocated_hours: 2.5, date_deadline: "2026-12-01 17:00:00" },
    );
  });

  Deno.test(`newTaskValues() assigns nobody without a command on Odoo ${major}`, () => {
    const ofNew = (values: Values) => newTaskValues(values, mappingOf(major));
    deepStrictEqual(ofNew({ name: "n" }), { name: "n", user_ids: [] });
    deepStrictEqual(ofNew({ user_ids: replaced() }), { user_ids: [] });
    deepStrictEqual(ofNew({ user_ids: replaced(7, 8) }), { user_ids: replaced(7, 8) });
  });
}

Deno.test("taskValues() assigns one person where a task has one", () => {
  const assign = (to: unknown) => taskValues({ assignees: to }, 4, old, names);
  deepStrictEqual(assign(["ben@example.com"]), { user_id: 8 });
  deepStrictEqual([assign([]), assign(null)], [{ user_id: false }, { user_id: false }]);
  deepStrictEqual(newTaskValues({}, old), { user_id: false });
  deepStrictEqual(newTaskValues({ user_id: 8 }, old), { user_id: 8 });
  throws(() => assign(both), {
    name: "RowError",
    field: "assignees",
    message: "Cannot assign several people: this Odoo has one per task.",
  });
});

const unsupported = { planned_hours: 2.5, milestone: "Books closed", depends_on: ["t1"] };
for (const [field, to] of Object.entries(unsupported)) {
  Deno.test(`taskValues() says that an old server has no ${field}`, () => {
    throws(() => taskValues({ [field]: to }, 4, old, names), {
      name: "RowError",
      field,
      message: `Cannot write ${field}: this Odoo's tasks do not have it.`,
    });
  });
}

const refused: [string, unknown, RegExp][] = [
  ["project", "p9", /project "p9": it is not in Odoo/],
  ["stage", "Elsewhere", /stage "Elsewhere": it is not in Odoo/],
  ["milestone", "Elsewhere", /milestone "Elsewhere": it is not in Odoo/],
  ["parent", "t9", /task "t9": it is not in Odoo/],
  ["tags", ["close", "audit"], /tag "audit": it is not in Odoo/],
  [
    "assignees",
    ["ana@example.com", "eve@example.com"],
    /user "eve@example.com": it is not in Odoo/,
  ],
  ["depends_on", ["t1", "t9"], /task "t9": it is not in Odoo/],
  ["colour", 3, /colour: it is not a field of tasks/],
];
for (const [field, to, message] of refused) {
  Deno.test(`taskValues() cannot write ${field} ${JSON.stringify(to)}`, () => {
    throws(() => taskValues({ [field]: to }, 4, mappingOf(19), names), {
      name: "RowError",
      message,
    });
  });
}
