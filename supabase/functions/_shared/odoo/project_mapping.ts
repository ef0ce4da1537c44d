import type { Domain, FieldInfo, Values } from "./types.ts";
import { required, RowError } from "./directory.ts";
import type { Names } from "./names.ts";
import { day, flag, link, moment, ref, text, wholeNumber } from "./kinds.ts";
import { reading } from "./reading.ts";
import { choice, lastWrite } from "./values.ts";

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

/** Ours. */
export const observedProjects: Domain = [["x_external_ref", "!=", false]];

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

/**
 * A row of `odoo_seed.shadow_projects`; `translations` are its names in other languages, by code. A
 * field that cannot be read is empty in it, and noted in `unreadable`.
 */
export function shadowProject(
  record: Record<string, unknown>,
  names: Names,
  translations: Record<string, string> = {},
) {
  const { read, unreadable } = reading(record);
  const writer = read("written_by", "write_uid", link, null);
  return {
    odoo_id: Number(record.id),
    external_ref: read("ref", "x_external_ref", ref, null),
    name: read("name", "name", text, null) ?? "",
    translations,
    company_name: names.companies.name(read("company", "company_id", link, null)),
    manager_email: names.users.name(read("manager", "user_id", link, null)),
    visibility: read("visibility", "privacy_visibility", text, null),
    allow_dependencies: "allow_task_dependencies" in record
      ? read("allow_dependencies", "allow_task_dependencies", flag, null)
      : null,
    description: read("description", "description", text, null),
    date_start: read("dates", "date_start", day, null),
    date_end: read("dates", "date", day, null),
    sequence: read("sequence", "sequence", wholeNumber, null),
    active: read("active", "active", flag, true),
    odoo_write_at: lastWrite(read("written_at", "write_date", moment, null)),
    odoo_write_by: names.users.login(writer),
    unreadable: unreadable(),
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
