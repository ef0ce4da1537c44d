import { z } from "zod";
import { isPadded } from "../../odoo/name_key.ts";
import type { ImportRequest } from "./import.ts";

const ref = z.string().refine((text) => !isPadded(text), "must not be empty or padded");

/** A ref of at most so many characters, as Postgres counts them. */
const refUpTo = (most: number) =>
  ref.refine((text) => [...text].length <= most, `must not be longer than ${most} characters`);

const longestRef = 255;
/** What follows it in a task's ref is its number. */
const longestPrefix = 240;
const prefixOf = (projectRef: string) => `${projectRef}-`;

/** Which project is to come in, and as what. */
export const importedProject = z.strictObject({
  odoo_project: z.union([z.int().positive(), z.string().min(1)], {
    error: "must be the project's id or name",
  }),
  program: z.strictObject({ slug: ref, name: z.string().min(1).optional() }),
  project_ref: refUpTo(longestRef),
  task_ref_prefix: refUpTo(longestPrefix).optional(),
  company: z.string().min(1).optional(),
});

/** What an import is asked for by; no other key is accepted. */
export const importBody = importedProject.extend({
  binding: z.string().min(1).default("default"),
}).refine(
  ({ project_ref, task_ref_prefix = prefixOf(project_ref) }) =>
    [...task_ref_prefix].length <= longestPrefix,
  {
    path: ["task_ref_prefix"],
    error: `must be sent where project_ref is longer than ${longestPrefix - 1} characters`,
  },
);

/** What importProject() is asked for by a body; tasks are numbered below the project's ref unless it says otherwise. */
export function importRequest(body: z.infer<typeof importBody>): ImportRequest {
  return {
    binding: body.binding,
    odooProject: body.odoo_project,
    program: body.program,
    projectRef: body.project_ref,
    taskRefPrefix: body.task_ref_prefix ?? prefixOf(body.project_ref),
    company: body.company,
  };
}
