import type { Model } from "../../database/runs.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { asAdministrator, type Refusal } from "./administrator.ts";
import { bulkTasks } from "./bulk_tasks.ts";
import type { OdooSession } from "./odoo_session.ts";

/** What creates and writes records: the client itself, or what does the same in less time. */
export interface Writer extends Pick<OdooClient, "create" | "saveMany"> {
  /** Whether saveMany writes at once what many rows share. */
  groupsItself?: boolean;
}

const noAction: Refusal = {
  code: "odoo_access_denied",
  detail: "Cannot write tasks in bulk: the user may not make a server action in Odoo.",
  suggestion: "Give the seeding user Settings rights, or set bulk_action of the binding to false.",
};

/** What writes records of a model in this run. @throws {AppError} odoo_access_denied */
export async function writerOf(session: OdooSession, model: Model): Promise<Writer> {
  if (!session.bulkAction || model !== "project.task") return session.client;
  session.bulk ??= asAdministrator(noAction, () => bulkTasks(session.client));
  return await session.bulk;
}
