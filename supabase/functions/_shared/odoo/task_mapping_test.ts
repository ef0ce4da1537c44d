import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Names } from "./names.ts";
import { shadowTask, taskMapping } from "./task_mapping.ts";
import { fieldsOf, without } from "./testdata/fields.ts";
import type { FieldInfo } from "./types.ts";

const model = "project.task";
const majors = [16, 17, 18, 19];
const mappingOf = (major: number) => taskMapping(fieldsOf[major]![model]);
/** Odoo 14 has one assignee, no dependencies and no milestones. */
const lacking = ["user_ids", "depend_on_ids", "milestone_id", "planned_hours"];
const old: Record<string, FieldInfo> = {
  ...without(fieldsOf[16]![model], ...lacking),
  user_id: { type: "many2one" },
};

const names = new Names();
names.learnUser(7, "ana", "ana@example.com");
names.learnUser(8, "ben", "ben@example.com");
names.learnTag(11, "close");
names.learnTag(12, "ledger");
names.learnStage(21, "Done");
names.learnMilestone(31, "Books closed", null);

const spelling: Record<number, object> = {
  16: { hours: "planned_hours", deadline: "date", waitingState: undefined, hasState: false },
  17: modern(),
  18: modern(),
  19: modern(),
};
function modern() {
  return {
    hours: "allocated_hours",
    deadline: "datetime",
    waitingState: "04_waiting_normal",
    hasState: true,
  };
}

for (const major of majors) {
  Deno.test(`taskMapping() knows how Odoo ${major} spells a task`, () => {
    const { readFields: _, ...mapping } = mappingOf(major);
    deepStrictEqual(mapping, {
      hasRef: true,
      assignees: "user_ids",
      timeZone: "UTC",
      hasMilestones: true,
      hasDependencies: true,
      ...spelling[major],
    });
  });

  Deno.test(`taskMapping() asks Odoo ${major} for what it has, and for nothing twice`, () => {
    const { readFields } = mappingOf(major);
    const ours = [
      ...["name", "project_id", "description", "stage_id", "tag_ids", "user_ids", "sequence"],
      ...["date_deadline", "parent_id", "active", "write_date", "write_uid", "x_external_ref"],
      ...["milestone_id", "depend_on_ids"],
      ...(major === 16 ? ["planned_hours"] : ["allocated_hours", "state"]),
    ];
    deepStrictEqual([...readFields].sort(), ours.sort());
    deepStrictEqual(readFields.filter((name) => !(name in fieldsOf[major]![model])), []);
  });
}

Deno.test("taskMapping() does without what a server lacks", () => {
  const { readFields, ...mapping } = taskMapping(without(old, "x_external_ref"));
  deepStrictEqual(readFields.filter((name) => [...lacking, "x_external_ref"].includes(name)), []);
  strictEqual(readFields.includes("user_id"), true);
  deepStrictEqual(mapping, {
    hasRef: false,
    assignees: "user_id",
    hours: undefined,
    deadline: "date",
    timeZone: "UTC",
    hasMilestones: false,
    hasDependencies: false,
    waitingState: undefined,
    hasState: false,
  });
});

/** As Odoo 19 returned a bare task; 16 has planned_hours, no state, and a day as deadline. */
const bare = {
  id: 41,
  name: "Reconcile",
  project_id: 4,
  description: false,
  stage_id: false,
  tag_ids: [],
  user_ids: [],
  date_deadline: false,
  sequence: 10,
  parent_id: false,
  active: true,
  write_date: "2026-11-20 10:57:03",
  write_uid: 7,
  x_external_ref: false,
  milestone_id: false,
  depend_on_ids: [],
};
const empty = {
  odoo_id: 41,
  external_ref: null,
  project_odoo_id: 4,
  name: "Reconcile",
  description: null,
  stage_name: null,
  tag_names: [],
  assignee_emails: [],
  planned_hours: 0,
  sequence: 10,
  milestone_name: null,
  parent_odoo_id: null,
  depends_on_odoo_ids: [],
  state: null as string | null,
  active: true,
  stage_odoo_id: null,
  milestone_odoo_id: null,
  tag_odoo_ids: [],
  assignee_odoo_ids: [],
  odoo_write_uid: 7,
  odoo_write_at: "2026-11-20T10:57:03Z",
  odoo_write_by: "ana",
  unreadable: undefined,
};

/** What Odoo 16 has is a day, and stays one until the binding's time zone is known. */
const deadline = (major: number, moment: string | null) =>
  major === 16 ? { deadline_date: moment && moment.slice(0, 10) } : { date_deadline: moment };

function recordOf(major: number, hours: number, state: string) {
  return major === 16
    ? { ...bare, planned_hours: hours }
    : { ...bare, allocated_hours: hours, state };
}

for (const major of majors) {
  const state = major === 16 ? null : "01_in_progress";
  Deno.test(`shadowTask() reads every empty value of Odoo ${major}`, () => {
    const record = recordOf(major, 0, "01_in_progress");
    deepStrictEqual(shadowTask(record, mappingOf(major), names), {
      ...empty,
      ...deadline(major, null),
      state,
    });
  });

  for (const named of [false, true]) {
    const many2one = (id: number) => named ? [id, "as shown"] : id;
    Deno.test(`shadowTask() reads a full task of Odoo ${major}, names ${named ? "with" : "not with"} it`, () => {
      const record = {
        ...recordOf(major, 2.5, "01_in_progress"),
        x_external_ref: "t1",
        project_id: many2one(4),
        description: "<p>x</p>",
        stage_id: many2one(21),
        tag_ids: [12, 11],
        user_ids: [8, 7, 99],
        date_deadline: major === 16 ? "2026-12-01" : "2026-12-01 17:00:00",
        parent_id: many2one(42),
        milestone_id: many2one(31),
        depend_on_ids: [42, 98],
        write_uid: many2one(7),
        active: false,
      };
      deepStrictEqual(shadowTask(record, mappingOf(major), names), {
        ...empty,
        state,
        external_ref: "t1",
        description: "<p>x</p>",
        stage_name: "Done",
        tag_names: ["ledger", "close"],
        assignee_emails: ["ben@example.com", "ana@example.com", "res.users,99"],
        planned_hours: 2.5,
        ...deadline(major, "2026-12-01T17:00:00Z"),
        milestone_name: "Books closed",
        parent_odoo_id: 42,
        depends_on_odoo_ids: [42, 98],
        active: false,
        stage_odoo_id: 21,
        milestone_odoo_id: 31,
        tag_odoo_ids: [12, 11],
        assignee_odoo_ids: [8, 7, 99],
      });
    });
  }
}
