import type { Domain, FieldInfo, Values } from "./types.ts";
import { required, RowError } from "./directory.ts";
import type { Names } from "./names.ts";
import { day, finiteNumber, flag, link, links, moment, ref, text, wholeNumber } from "./kinds.ts";
import { type Reading, reading } from "./reading.ts";
import { deadlineText, lastWrite } from "./values.ts";

/** How this server spells a task; from one `fields_get`, never from its version number. */
export interface TaskMapping {
  readonly readFields: string[];
  readonly hasRef: boolean;
  /** `user_ids` since 15, `user_id` before. */
  readonly assignees: "user_ids" | "user_id";
  /** `allocated_hours` since 17, `planned_hours` before. */
  readonly hours: "allocated_hours" | "planned_hours" | undefined;
  /** A moment since 17, a day before. */
  readonly deadline: "datetime" | "date";
  /** Whose days they are, where deadlines are days: an IANA name. */
  readonly timeZone: string;
  readonly hasMilestones: boolean;
  readonly hasDependencies: boolean;
  /** What a task that waits for another is created with; Odoo computes it only on later writes. */
  readonly waitingState: string | undefined;
  readonly hasState: boolean;
}

const waiting = "04_waiting_normal";
const always = [
  "name",
  "project_id",
  "description",
  "stage_id",
  "tag_ids",
  "date_deadline",
  "sequence",
  "parent_id",
  "active",
  "write_date",
  "write_uid",
];

const ours = ["x_external_ref", "!=", false];
/** Ours, and what people added to our projects. */
export const observedTasks: Domain = ["|", ours, ["project_id.x_external_ref", "!=", false]];

/** From what `fields_get` of `project.task` answered; fields that this server lacks are left out. */
export function taskMapping(
  fields: Record<string, FieldInfo>,
  timeZone = "UTC",
): TaskMapping {
  const assignees = "user_ids" in fields ? "user_ids" : "user_id";
  const hours = (["allocated_hours", "planned_hours"] as const).find((name) => name in fields);
  const states = (fields.state?.selection ?? []).map(([key]) => key);
  const optional = ["x_external_ref", "milestone_id", "depend_on_ids", "state"]
    .filter((name) => name in fields);
  return {
    readFields: [...always, assignees, ...(hours ? [hours] : []), ...optional],
    hasRef: "x_external_ref" in fields,
    assignees,
    hours,
    deadline: fields.date_deadline?.type === "date" ? "date" : "datetime",
    timeZone,
    hasMilestones: "milestone_id" in fields,
    hasDependencies: "depend_on_ids" in fields,
    waitingState: states.includes(waiting) ? waiting : undefined,
    hasState: "state" in fields,
  };
}

/** A row of `odoo_seed.shadow_tasks`; a field that cannot be read is empty in it, and noted in `unreadable`. */
export function shadowTask(record: Record<string, unknown>, mapping: TaskMapping, names: Names) {
  const { read, unreadable } = reading(record);
  const { hours } = mapping;
  const assignees = readAssignees(read, mapping);
  const stage = read("stage", "stage_id", link, null);
  const tags = read("tags", "tag_ids", links, []);
  const milestone = read("milestone", "milestone_id", link, null);
  const writer = read("written_by", "write_uid", link, null);
  return {
    odoo_id: Number(record.id),
    external_ref: read("ref", "x_external_ref", ref, null),
    project_odoo_id: read("project", "project_id", link, null),
    name: read("name", "name", text, null) ?? "",
    description: read("description", "description", text, null),
    stage_name: names.stages.name(stage),
    tag_names: tags.map((id) => names.tags.name(id)),
    assignee_emails: assignees.map((id) => names.users.name(id)),
    planned_hours: hours ? read("planned_hours", hours, finiteNumber, null) : null,
    ...(mapping.deadline === "date"
      ? { deadline_date: read("deadline", "date_deadline", day, null) }
      : { date_deadline: read("deadline", "date_deadline", moment, null) }),
    sequence: read("sequence", "sequence", wholeNumber, null),
    milestone_name: names.milestones.name(milestone),
    parent_odoo_id: read("parent", "parent_id", link, null),
    depends_on_odoo_ids: read("depends_on", "depend_on_ids", links, []),
    state: read("state", "state", text, null),
    active: read("active", "active", flag, true),
    stage_odoo_id: stage,
    milestone_odoo_id: milestone,
    tag_odoo_ids: tags,
    assignee_odoo_ids: assignees,
    odoo_write_uid: writer,
    odoo_write_at: lastWrite(read("written_at", "write_date", moment, null)),
    odoo_write_by: names.users.login(writer),
    unreadable: unreadable(),
  };
}

function readAssignees(read: Reading["read"], mapping: TaskMapping): number[] {
  if (mapping.assignees === "user_ids") return read("assignees", "user_ids", links, []);
  const user = read("assignees", "user_id", link, null);
  return user === null ? [] : [user];
}

/**
 * The values of a new task. Odoo would assign the seeding user where they name nobody. A command that
 * assigns nobody counts there as an assignment: it gets a date, and its working hours are looked up.
 */
export function newTaskValues(values: Values, mapping: TaskMapping): Values {
  if (mapping.assignees === "user_id") return { user_id: false, ...values };
  const [[, , people] = [6, 0, []]] = (values.user_ids ?? []) as [number, number, number[]][];
  return people.length > 0 ? values : { ...values, user_ids: [] };
}

/** Values for `project.task` from the changed fields of a plan row in a project. Throws RowError for one that cannot be told to Odoo. */
export function taskValues(
  changes: Record<string, unknown>,
  project: number,
  mapping: TaskMapping,
  names: Names,
): Values {
  const values: Values = {};
  for (const [field, to] of Object.entries(changes)) {
    Object.assign(values, taskValue(field, to, project, mapping, names));
  }
  return values;
}

function taskValue(
  field: string,
  to: unknown,
  project: number,
  mapping: TaskMapping,
  names: Names,
): Values {
  switch (field) {
    case "name":
    case "active":
      return { [field]: to };
    case "description":
      return { description: to ?? false };
    case "sequence":
      return { sequence: to };
    case "planned_hours":
      return mapping.hours ? { [mapping.hours]: to } : unsupported(field);
    case "deadline":
      return { date_deadline: deadlineText(to, mapping) };
    case "project":
      return { project_id: required(names.projects, "project", to) };
    case "stage":
      return { stage_id: to === null ? false : required(names.stagesOf(project), "stage", to) };
    case "milestone":
      if (!mapping.hasMilestones) return unsupported(field);
      return {
        milestone_id: to === null ? false : required(names.milestonesOf(project), "milestone", to),
      };
    case "parent":
      return { parent_id: to === null ? false : required(names.tasks, "task", to) };
    case "tags":
      return { tag_ids: replaceWith(to, (tag) => required(names.tags, "tag", tag)) };
    case "assignees":
      return assigneeValue(to, mapping, names);
    case "depends_on":
      if (!mapping.hasDependencies) return unsupported(field);
      return { depend_on_ids: replaceWith(to, (ref) => required(names.tasks, "task", ref)) };
    default:
      throw new RowError(field, `Cannot write ${field}: it is not a field of tasks.`);
  }
}

function assigneeValue(to: unknown, mapping: TaskMapping, names: Names): Values {
  const people = (to ?? []) as string[];
  if (mapping.assignees === "user_ids") {
    return { user_ids: replaceWith(people, (email) => required(names.users, "user", email)) };
  }
  if (people.length > 1) {
    throw new RowError("assignees", "Cannot assign several people: this Odoo has one per task.");
  }
  return { user_id: people[0] ? required(names.users, "user", people[0]) : false };
}

/** Odoo's command that makes a many2many exactly these records. */
function replaceWith(items: unknown, id: (item: string) => number): unknown[] {
  return [[6, 0, ((items ?? []) as string[]).map(id)]];
}

function unsupported(field: string): never {
  throw new RowError(field, `Cannot write ${field}: this Odoo's tasks do not have it.`);
}
