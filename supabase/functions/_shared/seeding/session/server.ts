import type { Model } from "../../database/runs.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { type Columns, columnsOf } from "../../odoo/columns.ts";
import { type ProjectMapping, projectMapping } from "../../odoo/project_mapping.ts";
import { type TaskMapping, taskMapping } from "../../odoo/task_mapping.ts";
import type { Context } from "../../odoo/types.ts";
import type { FirstStage } from "./reach.ts";
import type { Writer } from "./writer.ts";

/** What is known of a binding's Odoo once a run has connected. Nothing of it changes while the run goes on. */
export interface Server {
  /** Knows the version, and who we are there. */
  readonly client: OdooClient;
  readonly projects: ProjectMapping;
  readonly tasks: TaskMapping;
  /** Sent with every read of something that has a name. */
  readonly readContext: Context;
  /** Sent with every write: in the seeds' language, and quiet unless people are to be notified. */
  readonly writeContext: Context;
  readonly firstStages: readonly FirstStage[];
  /** What writes records of a model: the client, or a server action that does it in less time. @throws {AppError} odoo_access_denied */
  writer(model: Model): Promise<Writer>;
  /** The rows by which new tasks get their follower; undefined where that is left to Odoo. */
  followers(): Promise<unknown[] | undefined>;
}

/** How an Odoo spells projects and tasks, from what it says of its fields. */
export interface Mappings {
  projects: ProjectMapping;
  tasks: TaskMapping;
  /** How tasks can be read column by column; undefined where record by record is all there is. */
  columns: Columns | undefined;
}

/** Asks an Odoo how it spells projects and tasks. @throws {OdooFault} */
export async function readMappings(client: OdooClient, timeZone: string): Promise<Mappings> {
  const attributes = ["type", "selection", "store", "translate", "company_dependent"];
  const [projectFields, taskFields] = await Promise.all([
    client.fieldsGet("project.project", attributes),
    client.fieldsGet("project.task", attributes),
  ]);
  const tasks = taskMapping(taskFields, timeZone);
  const columns = client.version.major >= 19 ? columnsOf(taskFields, tasks.readFields) : undefined;
  return { projects: projectMapping(projectFields), tasks, columns };
}
