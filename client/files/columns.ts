import type { Kind } from "./seed_row.ts";

/** What files call by another name than the API. */
const renamed: Record<Kind, Record<string, string>> = {
  programs: { type: "program_type", parent: "parent_slug" },
  projects: {
    ref: "external_ref",
    program: "program_slug",
    company: "company_name",
    manager: "manager_email",
    tenant: "tenant_slug",
    account: "account_slug",
  },
  tasks: {
    ref: "external_ref",
    project: "project_external_ref",
    parent: "parent_external_ref",
    depends_on: "depends_on_refs",
    stage: "stage_name",
    tags: "tag_names",
    milestone: "milestone_name",
  },
};

/** The column in which the API takes what a file says under a key; of several the first. */
export function columnOf(kind: Kind, key: string): string {
  if (kind === "tasks" && key === "assignees") return "assignee_emails";
  if (kind === "tasks" && key === "deadline") return "deadline_date";
  return renamed[kind][key] ?? key;
}

/** The key under which a file says what the API has in a column. */
export function keyOf(kind: Kind, column: string): string {
  if (kind === "tasks" && column.startsWith("assignee_email")) return "assignees";
  if (kind === "tasks" && /^(deadline_date|date_deadline)$/.test(column)) return "deadline";
  const found = Object.entries(renamed[kind]).find(([, name]) => name === column);
  return found?.[0] ?? column;
}

/** What a file says as the columns of the API. Who says one of two columns, empties the other. */
export function columnsOf(kind: Kind, values: Record<string, unknown>): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (kind === "tasks" && key === "assignees") {
      said.assignee_email = typeof value === "string" ? value : null;
      said.assignee_emails = typeof value === "string" ? null : value;
    } else if (kind === "tasks" && key === "deadline") {
      const isMoment = typeof value === "string" && value.includes("T");
      said.deadline_date = isMoment ? null : value;
      said.date_deadline = isMoment ? value : null;
    } else said[columnOf(kind, key)] = value;
  }
  return said;
}

/** The inverse: columns that say nothing are left out. */
export function valuesOf(kind: Kind, said: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(said)) {
    const key = keyOf(kind, column);
    if (value !== null || !(key in values)) values[key] = value;
  }
  return values;
}
