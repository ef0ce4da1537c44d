import { z } from "zod";
import type { Route } from "./route.ts";
import {
  address,
  changeable,
  day,
  format,
  key,
  longText,
  seedActions,
  seedFilters,
  shortText,
  syncFilters,
  syncState,
  wholeNumber,
} from "./seed.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const visibility = z.enum(["followers", "invited_users", "employees", "portal"]);

const listed = {
  id: z.uuid(),
  external_ref: z.string().meta({ description: "Its name here and in Odoo (x_external_ref)." }),
  program_slug: z.string().nullable(),
  name: z.string(),
  company_name: z.string(),
  manager_email: z.string().nullable(),
  date_start: day.nullable(),
  date_end: day.nullable(),
  active: z.boolean(),
  tenant_slug: z.string().nullable().meta({ description: "Null: it is the platform's." }),
  account_slug: z.string().nullable(),
  sync_enabled: z.boolean(),
  odoo_project_id: z.number().int().nullable(),
  ...syncState,
  changed_at: moment,
};

const project = z.strictObject({
  ...listed,
  visibility,
  allow_dependencies: z.boolean(),
  description: z.string().nullable(),
  description_format: format,
  sequence: z.number().int().nullable(),
  binding: z.string().nullable().meta({ description: "The Odoo that it goes to." }),
  created_at: moment,
}).meta({ id: "Project" });

/** What a caller may say of a project, beside its name. */
export const projectColumns = {
  program_slug: key.nullish(),
  name: shortText,
  company_name: z.string().min(1).max(255),
  manager_email: address.nullish(),
  visibility: visibility.optional(),
  allow_dependencies: z.boolean().optional(),
  description: longText.nullish(),
  description_format: format.optional(),
  date_start: day.nullish(),
  date_end: day.nullish(),
  sequence: wholeNumber.nullish(),
  active: z.boolean().optional(),
  tenant_slug: z.string().max(63).nullish(),
  account_slug: z.string().max(255).nullish(),
  sync_enabled: z.boolean().optional(),
};

export const routes: Route[] = [
  {
    method: "GET",
    path: "/projects",
    summary: "List the projects that the caller may see.",
    name: "list_projects",
    query: listQuery({ ...seedFilters, ...syncFilters }, ["external_ref", "name", "changed_at"]),
    answer: pageOf(
      z.strictObject({ ...listed, failed: z.boolean() }).meta({ id: "ListedProject" }),
    ),
    permission: "seeds.read",
  },
  ...seedActions({
    one: "project",
    path: "/projects",
    params: z.strictObject({ ref: key }),
    create: z.strictObject({ external_ref: key, ...projectColumns }),
    change: changeable(projectColumns),
    answer: project,
  }),
];
