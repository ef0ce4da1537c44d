import type { FieldInfo, Values } from "./types.ts";
import { type Names, required, RowError } from "./names.ts";
import { bool, choice, instant, integer, number, text } from "./values.ts";

/** How this server spells a project; from one `fields_get`, never from its version number. */
export interface ProjectMapping {
  readonly readFields: string[];
  readonly visibilities: string[];
  readonly hasRef: boolean;
  readonly hasDependencies: boolean;
  readonly hasMilestones: boolean;
  /** Whether a project has a name in each language. */
  readonly translatesName: boolean;
}

const always = [
  "name",
  "company_id",
  "user_id",
  "privacy_visibility",
  "description",
  "date_start",
  "date",
  "sequence",
  "active",
  "write_date",
  "write_uid",
];

/** From what `fields_get` of `project.project` answered; fields that this server lacks are left out. */
export function projectMapping(fields: Record<string, FieldInfo>): ProjectMapping {
  const optional = ["x_external_ref", "allow_task_dependencies"].filter((name) => name in fields);
  return {
    readFields: [...always, ...optional],
    visibilities: (fields.privacy_visibility?.selection ?? []).map(([key]) => key),
    hasRef: "x_external_ref" in fields,
    hasDependencies: "allow_task_dependencies" in fields,
    hasMilestones: "allow_milestones" in fields,
    translatesName: Boolean(fields.name?.translate),
  };
}

/** A row of `odoo_seed.shadow_projects`; `translations` are its names in other languages, by code. */
export function shadowProject(
  record: Record<string, unknown>,
  names: Names,
  translations: Record<string, string> = {},
) {
  return {
    odoo_id: Number(record.id),
    external_ref: text(record.x_external_ref),
    name: text(record.name) ?? "",
    translations,
    company_name: names.companies.name(integer(record.company_id)),
    manager_email: names.users.name(integer(record.user_id)),
    visibility: text(record.privacy_visibility),
    allow_dependencies: "allow_task_dependencies" in record
      ? bool(record.allow_task_dependencies)
      : null,
    description: text(record.description),
    date_start: text(record.date_start),
    date_end: text(record.date),
    sequence: number(record.sequence),
    active: bool(record.active),
    odoo_write_at: instant(record.write_date),
    odoo_write_by: names.users.login(integer(record.write_uid)),
  };
}

/** Values for `project.project` from the changed fields of a plan row. Throws RowError for one that cannot be told to Odoo. */
export function projectValues(
  changes: Record<string, unknown>,
  mapping: ProjectMapping,
  names: Names,
): Values {
  const values: Values = {};
  for (const [field, to] of Object.entries(changes)) {
    Object.assign(values, projectValue(field, to, mapping, names));
  }
  return values;
}

function projectValue(
  field: string,
  to: unknown,
  mapping: ProjectMapping,
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
    case "company":
      return { company_id: required(names.companies, "company", to) };
    case "manager":
      return { user_id: to === null ? false : required(names.users, "user", to) };
    case "visibility":
      return { privacy_visibility: choice("visibility", to, mapping.visibilities) };
    case "allow_dependencies":
      return mapping.hasDependencies ? { allow_task_dependencies: to } : {};
    case "dates": {
      // Both halves in every write: Odoo drops a half that comes alone.
      const [start, end] = (to ?? []) as (string | null)[];
      return { date_start: start ?? false, date: end ?? false };
    }
    default:
      throw new RowError(field, `Cannot write ${field}: it is not a field of projects.`);
  }
}
