import { z } from "zod";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const plan = z.strictObject({
  id: z.string(),
  name: z.string(),
  monthly_price: z.number().nullable().meta({ description: "Null: by agreement." }),
  currency: z.string(),
  max_users: z.number().int().nullable().meta({ description: "Null: no limit." }),
  backup_days: z.number().int(),
}).meta({ id: "Plan" });

const bundle = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.string(),
  modules: z.array(z.string()),
  version: z.string(),
  created_at: moment,
  updated_at: moment,
}).meta({ id: "Bundle" });

/** An infra template with its tested images. */
export const templateShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  k8s_chart: z.string().nullable(),
  docker_image_odoo: z.string(),
  docker_image_pg: z.string(),
  size_profile: z.string(),
  env_defaults: json,
  version: z.string(),
  tested_images: z.array(z.strictObject({
    image_tag: z.string(),
    odoo_version: z.string(),
    tested_at: moment,
  })),
}).meta({ id: "InfraTemplate" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/catalog/plans",
    summary: "List subscription plans.",
    name: "list_plans",
    query: listQuery({}, ["name", "monthly_price"]),
    answer: pageOf(plan),
    permission: "catalog.read",
  },
  {
    method: "GET",
    path: "/catalog/bundles",
    summary: "List bundles of modules.",
    name: "list_bundles",
    query: listQuery({
      type: z.string().max(63).optional(),
      module: z.string().max(100).optional().meta({ description: "Those with this module." }),
    }, ["name", "type", "updated_at"]),
    answer: pageOf(bundle),
    permission: "catalog.read",
  },
  {
    method: "GET",
    path: "/catalog/templates",
    summary: "List infra templates, each with the images that passed the tests.",
    name: "list_templates",
    query: listQuery({}, ["name", "version"]),
    answer: pageOf(templateShape),
    permission: "catalog.read",
  },
];
