import { AppError } from "../errors.ts";
import { integer, text } from "../odoo/values.ts";
import { type OdooSession, readContext } from "./odoo_session.ts";

/** A project in Odoo that is to become a seed. */
export interface FoundProject {
  id: number;
  ref: string | null;
  companyId: number | null;
}

/** The one project of this id or exact name, archived ones included. @throws {AppError} not_found, import_refused */
export async function findProject(
  session: OdooSession,
  wanted: number | string,
): Promise<FoundProject> {
  const fields = ["company_id", ...(session.projects.hasRef ? ["x_external_ref"] : [])];
  const domain = [[typeof wanted === "number" ? "id" : "name", "=", wanted]];
  const rows = await session.client.searchRead("project.project", {
    domain,
    fields,
    order: "id",
    context: readContext,
  });
  const [row] = rows;
  if (!row) throw new AppError("not_found", `Cannot import: Odoo has no project ${wanted}.`);
  if (rows.length > 1) {
    const ids = rows.map(({ id }) => id).join(", ");
    throw new AppError("import_refused", `Cannot import: several projects are named ${wanted}.`, {
      suggestion: `Send the id of one of them as odoo_project: ${ids}.`,
    });
  }
  return {
    id: Number(row.id),
    ref: text(row.x_external_ref),
    companyId: integer(row.company_id),
  };
}

/** What is to be written beside the ref: a company, where the project has none. @throws {AppError} import_refused */
export function companyValues(
  session: OdooSession,
  project: FoundProject,
  company: string | undefined,
): { company_id?: number } {
  if (project.companyId !== null) return {};
  if (company === undefined) {
    throw new AppError("import_refused", "Cannot import: the project has no company in Odoo.", {
      suggestion: 'Seeds need one: send "company" with a name, and the import sets it in Odoo.',
    });
  }
  const id = session.names.companies.id(company);
  if (id === undefined) {
    throw new AppError("not_found", `Cannot import: Odoo has no company ${company}.`);
  }
  return { company_id: id };
}
