import { z } from "zod";
import type { Route } from "./route.ts";
import {
  address,
  changeable,
  day,
  format,
  key,
  longText,
  seedActions,
  seedFilters,
  shortText,
  syncFilters,
  syncState,
  wholeNumber,
} from "./seed.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().max(255);
const refs = z.array(key).max(1000);

const both = {
  id: z.uuid(),
  external_ref: z.string().meta({ description: "Its name here and in Odoo (x_external_ref)." }),
  project_external_ref: z.string(),
  name: z.string(),
  stage_name: z.string().nullable(),
  tag_names: z.array(z.string()).nullable(),
  parent_external_ref: z.string().nullable(),
  milestone_name: z.string().nullable(),
  planned_hours: z.number().nullable(),
  date_deadline: moment.nullable(),
  deadline_date: day.nullable(),
  active: z.boolean(),
  odoo_task_id: z.number().int().nullable(),
  ...syncState,
  changed_at: moment,
};

const listed = z.strictObject({
  ...both,
  assignees: z.array(z.string()),
  failed: z.boolean(),
}).meta({ id: "ListedTask" });

const task = z.strictObject({
  ...both,
  description: z.string().nullable(),
  description_format: format,
  assignee_email: z.string().nullable(),
  assignee_emails: z.array(z.string()).nullable(),
  depends_on_refs: z.array(z.string()).nullable(),
  sequence: z.number().int().nullable(),
  created_at: moment,
}).meta({ id: "Task" });

/** What a caller may say of a task, beside its name. */
export const taskColumns = {
  project_external_ref: key,
  name: shortText,
  description: longText.nullish(),
  description_format: format.optional(),
  stage_name: name.nullish().meta({ description: "To Do unless given; null leaves it to people." }),
  tag_names: z.array(name).max(1000).nullish(),
  assignee_email: address.nullish(),
  assignee_emails: z.array(address).max(1000).nullish(),
  depends_on_refs: refs.nullish(),
  parent_external_ref: key.nullish(),
  milestone_name: name.nullish(),
  planned_hours: z.number().min(0).nullish(),
  date_deadline: moment.nullish(),
  deadline_date: day.nullish(),
  sequence: wholeNumber.nullish(),
  active: z.boolean().optional(),
};

const filters = {
  ...seedFilters,
  ...syncFilters,
  project: key.optional(),
  stage: name.optional(),
  assignee: address.optional(),
};

export const routes: Route[] = [
  {
    method: "GET",
    path: "/tasks",
    summary: "List the tasks that the caller may see.",
    name: "list_tasks",
    query: listQuery(filters, ["external_ref", "changed_at"]),
    answer: pageOf(listed),
    permission: "seeds.read",
  },
  ...seedActions({
    one: "task",
    path: "/tasks",
    params: z.strictObject({ ref: key }),
    create: z.strictObject({ external_ref: key, ...taskColumns }),
    change: changeable(taskColumns),
    answer: task,
  }),
];
