import { z } from "zod";
import { programColumns } from "../../supabase/functions/_shared/resources/programs.ts";
import { projectColumns } from "../../supabase/functions/_shared/resources/projects.ts";
import { key } from "../../supabase/functions/_shared/resources/seed.ts";
import { taskColumns } from "../../supabase/functions/_shared/resources/tasks.ts";

const ref = key.optional().meta({
  description:
    "Its name for ever, also in Odoo. Left out, it is made of the names on the way to it.",
});
/** A moment without a zone would be another one wherever it is read. */
const deadline = z.union([taskColumns.deadline_date, taskColumns.date_deadline]).meta({
  description: "A day, due at the end of work; or a moment with its zone.",
});
const assignees = z.union([taskColumns.assignee_email, taskColumns.assignee_emails]).meta({
  description: "Log-ins of Odoo users: one, or a list.",
});

/** What a file says of a programme, without what is in it. */
export const programShape = z.strictObject({
  slug: ref,
  name: programColumns.name,
  type: programColumns.program_type,
  parent: programColumns.parent_slug,
  description: programColumns.description,
  active: programColumns.active,
});

/** What a file says of a project, without what is in it. */
export const projectShape = z.strictObject({
  ref,
  name: projectColumns.name,
  program: projectColumns.program_slug.meta({ description: "Slug of a programme." }),
  company: projectColumns.company_name.meta({ description: "As it is called in Odoo." }),
  manager: projectColumns.manager_email,
  visibility: projectColumns.visibility,
  allow_dependencies: projectColumns.allow_dependencies,
  description: projectColumns.description,
  description_format: projectColumns.description_format,
  date_start: projectColumns.date_start,
  date_end: projectColumns.date_end,
  sequence: projectColumns.sequence,
  active: projectColumns.active,
  tenant: projectColumns.tenant_slug,
  account: projectColumns.account_slug,
  sync_enabled: projectColumns.sync_enabled,
});

/** What tasks have in common where their project says it for all of them. */
export const defaultsShape = z.strictObject({
  description_format: taskColumns.description_format,
  stage: taskColumns.stage_name,
  tags: taskColumns.tag_names,
  assignees,
  milestone: taskColumns.milestone_name,
  planned_hours: taskColumns.planned_hours,
  deadline,
  active: taskColumns.active,
});

/** What a file says of a task, without what is in it. */
export const taskShape = z.strictObject({
  ref,
  name: taskColumns.name,
  project: taskColumns.project_external_ref.optional().meta({
    description: "Ref of its project, for a task that stands in none.",
  }),
  parent: taskColumns.parent_external_ref.meta({ description: "Ref of the task it is part of." }),
  depends_on: taskColumns.depends_on_refs.meta({ description: "Refs of the tasks it waits for." }),
  description: taskColumns.description,
  ...defaultsShape.shape,
  sequence: taskColumns.sequence,
});
