import type { OdooClient } from "./client.ts";
import { type Columns, columnsOf } from "./columns.ts";
import type { Names } from "./names.ts";
import {
  observedProjects,
  type ProjectMapping,
  projectMapping,
  shadowProject,
} from "./project_mapping.ts";
import { observedTasks, shadowTask, type TaskMapping, taskMapping } from "./task_mapping.ts";
import type { Domain } from "./types.ts";

/** The models that seeds have, in the order in which they are written. A further one is a mapping, and a line in each list here. */
export const models = ["project.project", "project.task"] as const;
export type Model = typeof models[number];

/** Which records of a model are observed. */
export const observedDomains: Record<Model, Domain> = {
  "project.project": observedProjects,
  "project.task": observedTasks,
};

/** How an Odoo spells the models, from what it says of its fields. */
export interface Mappings {
  readonly projects: ProjectMapping;
  readonly tasks: TaskMapping;
}

/** What is asked of every model alike. */
interface Spelled {
  readFields: string[];
  hasRef: boolean;
  /** Whether a record has a name in each language. */
  translatesName: boolean;
}

/** How a model is spelled, as far as that is asked of every model alike. */
export function spelled({ projects, tasks }: Mappings, model: Model): Spelled {
  return model === "project.project" ? projects : { ...tasks, translatesName: false };
}

/** A row of the model's shadow table; `translations` are the record's names in other languages, by code. */
export function shadowOf(
  { tasks }: Mappings,
  model: Model,
  record: Record<string, unknown>,
  names: Names,
  translations?: Record<string, string>,
) {
  return model === "project.project"
    ? shadowProject(record, names, translations)
    : shadowTask(record, tasks, names);
}

/**
 * Asks an Odoo how it spells the models, and which of them can be read column by column: those of which there
 * are many. @throws {OdooFault}
 */
export async function readMappings(
  client: OdooClient,
  timeZone: string,
): Promise<Mappings & { columns: Partial<Record<Model, Columns>> }> {
  const attributes = ["type", "selection", "store", "translate", "company_dependent"];
  const [projectFields, taskFields] = await Promise.all(
    models.map((model) => client.fieldsGet(model, attributes)),
  );
  const tasks = taskMapping(taskFields!, timeZone);
  const columns = client.version.major >= 19 ? columnsOf(taskFields!, tasks.readFields) : undefined;
  return {
    projects: projectMapping(projectFields!),
    tasks,
    columns: columns ? { "project.task": columns } : {},
  };
}
