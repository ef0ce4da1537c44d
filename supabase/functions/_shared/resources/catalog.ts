import { z } from "zod";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const code = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, "must be a lower-case code");
const moduleName = z.string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, "must be a module's technical name, at most 100");
const moduleNames = z.array(moduleName).min(1).max(500)
  .refine((names) => new Set(names).size === names.length, "must not name a module twice");

const plan = z.strictObject({
  id: z.string(),
  name: z.string(),
  monthly_price: z.number().nullable().meta({ description: "Null: by agreement." }),
  currency: z.string(),
  max_users: z.number().int().nullable().meta({ description: "Null: no limit." }),
  backup_days: z.number().int(),
  backup_hours: z.number().int().meta({ description: "A backup is taken at least so often." }),
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

const wholeBundle = bundle.extend({
  tenants: z.number().int().meta({ description: "How many tenants that the caller sees have it." }),
  versions: z.array(z.strictObject({
    version: z.string(),
    name: z.string(),
    description: z.string(),
    type: z.string(),
    modules: z.array(z.string()),
    made_at: moment,
    made_by: z.string(),
  })).meta({ description: "The newest first." }),
}).meta({ id: "WholeBundle" });

const preview = z.strictObject({
  bundle: z.string(),
  version: z.string().meta({ description: "The one that would be replaced." }),
  add: z.array(z.string()),
  remove: z.array(z.string()),
  total: z.number().int().meta({ description: "How many tenants have the bundle." }),
  would_change: z.number().int(),
  tenants: z.array(z.strictObject({
    tenant: z.string(),
    status: z.string(),
    modules_known: z.boolean(),
    install: z.array(z.string())
      .meta({ description: "What module_apply or rebuild would install." }),
    keep: z.array(z.string())
      .meta({ description: "Installed, and no longer in the bundle: nothing is uninstalled." }),
  })).meta({ description: "The first 200." }),
}).meta({ id: "BundlePreview" });

const module_ = z.strictObject({
  id: z.string().meta({ description: "Its technical name." }),
  first_seen_at: moment,
  bundles: z.array(z.string()),
  depends_on: z.array(z.string()).nullable()
    .meta({ description: "As the last Odoo said that has it; null while none has." }),
}).meta({ id: "Module" });

const wholeModule = module_.extend({
  tenant_count: z.number().int(),
  tenants: z.array(z.strictObject({ tenant: z.string(), state: z.string(), source: z.string() }))
    .meta({ description: "The first 200 that the caller sees." }),
}).meta({ id: "WholeModule" });

const idParams = z.strictObject({ id: z.string().min(1).max(63) });

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
    method: "POST",
    path: "/catalog/bundles",
    summary: "Make a bundle, or give the one of that code another version; the earlier ones stay.",
    name: "set_bundle",
    body: z.strictObject({
      code,
      name: z.string().trim().min(1).max(200),
      description: z.string().max(2000).optional(),
      type: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "must be a lower-case word"),
      modules: moduleNames,
    }).meta({ id: "BundleDefinition" }),
    answer: wholeBundle,
    problems: ["forbidden"],
    permission: "catalog.change",
  },
  {
    method: "GET",
    path: "/catalog/bundles/{id}",
    summary: "Show a bundle with all its versions.",
    name: "get_bundle",
    params: idParams,
    answer: wholeBundle,
    permission: "catalog.read",
  },
  {
    method: "POST",
    path: "/catalog/bundles/{id}/preview",
    summary: "Show which tenants a change of a bundle would concern, and how; nothing is changed.",
    name: "preview_bundle",
    params: idParams,
    body: z.strictObject({ modules: moduleNames }),
    answer: preview,
    problems: ["forbidden"],
    permission: "catalog.change",
  },
  {
    method: "GET",
    path: "/catalog/modules",
    summary: "List the modules that a bundle or a tenant has, or ever had.",
    name: "list_modules",
    query: listQuery({
      q: z.string().max(100).optional().meta({ description: "Part of its name." }),
      bundle: z.string().max(63).optional(),
    }, ["id", "first_seen_at"]),
    answer: pageOf(module_),
    permission: "catalog.read",
  },
  {
    method: "GET",
    path: "/catalog/modules/{module}",
    summary: "Show a module with the bundles and the tenants that have it.",
    name: "get_module",
    params: z.strictObject({ module: z.string().min(1).max(100) }),
    answer: wholeModule,
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
