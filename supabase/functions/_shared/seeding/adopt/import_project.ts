import { AppError } from "../../errors.ts";
import { nameKey } from "../../odoo/name_key.ts";
import { integer, text } from "../../odoo/values.ts";
import { quoted } from "../../quoted.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { readTranslations, type Translations } from "../session/languages.ts";

/** A project in Odoo that is to become a seed. */
export interface FoundProject {
  id: number;
  ref: string | null;
  companyId: number | null;
}

/** The one project of this id or name, archived ones included. @throws {AppError} not_found, import_refused */
export async function findProject(
  session: OdooSession,
  wanted: number | string,
): Promise<FoundProject> {
  const fields = ["company_id", ...(session.projects.hasRef ? ["x_external_ref"] : [])];
  const ids = typeof wanted === "number" ? [wanted] : await idsNamed(session, wanted);
  const domain = [["id", "in", ids]];
  const rows = await session.client.searchRead("project.project", {
    domain,
    fields,
    order: "id",
    context: session.readContext,
  });
  const [row] = rows;
  if (!row) {
    throw new AppError("not_found", `Cannot import: Odoo has no project ${quoted(wanted)}.`);
  }
  if (rows.length > 1) {
    throw new AppError(
      "import_refused",
      `Cannot import: several projects are named ${quoted(wanted)}.`,
      {
        suggestion: `Send the id of one of them as odoo_project: ${ids.join(", ")}.`,
      },
    );
  }
  return {
    id: Number(row.id),
    ref: text(row.x_external_ref),
    companyId: integer(row.company_id),
  };
}

/** In whatever language. */
async function idsNamed(session: OdooSession, name: string): Promise<number[]> {
  const { client, readContext: context, projects: { translatesName } } = session;
  const query = { domain: [], fields: ["name"], order: "id", context };
  const [projects, translations] = await Promise.all([
    client.searchRead("project.project", query),
    translatesName
      ? readTranslations(session, "project.project", [])
      : new Map<number, Translations>(),
  ]);
  return projects.filter((project) => {
    const called = [
      String(project.name),
      ...Object.values(translations.get(Number(project.id)) ?? {}),
    ];
    return called.some((one) => nameKey(one) === nameKey(name));
  }).map((project) => Number(project.id));
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
    throw new AppError("not_found", `Cannot import: Odoo has no company ${quoted(company)}.`);
  }
  return { company_id: id };
}
