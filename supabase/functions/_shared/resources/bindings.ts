import { z } from "zod";
import { finding } from "./finding.ts";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const name = z.string().min(1).max(63);
const params = z.strictObject({ name });
const slug = z.string().min(1).max(255);
const names = z.array(z.string().min(1).max(255)).max(100);
const secret = z.string().min(1).max(1000)
  .meta({ description: "Password or API key. It goes into Vault and never comes out." });
const transport = z.enum(["auto", "jsonrpc", "json2"]);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time, as in 17:00");

const binding = z.strictObject({
  id: z.string(),
  name: z.string(),
  project_ref: z.string().nullable(),
  account_slug: z.string().nullable(),
  tenant_slug: z.string().nullable(),
  url: z.string().nullable().meta({ description: "Null: the environment of the functions." }),
  database: z.string().nullable(),
  username: z.string().nullable(),
  has_secret: z.boolean(),
  transport,
  company_name: z.string().nullable(),
  lang: z.string(),
  sync_enabled: z.boolean(),
  unique_refs: z.boolean(),
  bulk_action: z.boolean(),
  prune_share: z.number(),
  full_shadow_hours: z.number(),
  shadow_minutes: z.number().int().nullable()
    .meta({ description: "How often its Odoo is read by itself; null: only when asked." }),
  time_zone: z.string(),
  working_day_ends: time,
  new_project_stages: z.array(z.string()),
  folded_stages: z.array(z.string()),
  auto_sync: z.boolean(),
  auto_sync_seconds: z.number().int(),
  self_heal: z.boolean(),
  heals_an_hour: z.number().int(),
  hold: json.nullable().meta({ description: "What holds its runs: code, detail, until, hold." }),
  created_at: moment,
}).meta({ id: "Binding" });

const connection = {
  url: z.string().min(1).max(1000),
  database: z.string().min(1).max(255),
  username: z.string().min(1).max(255),
};

const options = {
  transport: transport.optional(),
  company_name: z.string().max(255).nullish(),
  lang: z.string().max(20).optional(),
  sync_enabled: z.boolean().optional().meta({ description: "False stops every run." }),
  unique_refs: z.boolean().optional(),
  bulk_action: z.boolean().optional(),
  prune_share: z.number().min(0).max(1).optional(),
  full_shadow_hours: z.number().min(0).optional(),
  shadow_minutes: z.number().int().min(5).max(10_080).nullish(),
  time_zone: z.string().max(63).optional(),
  working_day_ends: time.optional(),
  new_project_stages: names.optional(),
  folded_stages: names.optional(),
  auto_sync: z.boolean().optional()
    .meta({ description: "A change in its seeds starts a run, or makes a plan to approve." }),
  auto_sync_seconds: z.number().int().min(1).max(86_400).optional()
    .meta({ description: "How long its seeds are left alone before; 10 unless given." }),
  self_heal: z.boolean().optional()
    .meta({ description: "Drift where the seed wins is mended. Takes auto_sync." }),
  heals_an_hour: z.number().int().min(1).max(60).optional()
    .meta({ description: "How often one drift is mended within an hour; 3 unless given." }),
};

const rights = z.strictObject({ read: z.boolean(), create: z.boolean(), write: z.boolean() });
const found = z.strictObject({
  version: z.string(),
  transport: z.enum(["jsonrpc", "json2"]),
  user: z.strictObject({ id: z.number().int(), login: z.string(), name: z.string() }),
  rights: z.strictObject({
    projects: rights,
    tasks: rights,
    settings: z.boolean().meta({ description: "As unique_refs and bulk_action need them." }),
  }),
  findings: z.array(finding).meta({ description: "What a seeding, or a copy, depends on." }),
}).meta({ id: "BindingTest" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/bindings",
    summary: "List the bindings that the caller may see: which Odoo seeds go to.",
    name: "list_bindings",
    query: listQuery({
      q: z.string().max(255).optional(),
      tenant: z.string().max(63).optional(),
      sync_enabled: z.enum(["true", "false"]).optional(),
    }, ["name", "created_at"]),
    answer: pageOf(binding),
    permission: "bindings.read",
  },
  {
    method: "POST",
    path: "/bindings",
    summary: "Bind a project, an account or a tenant to an Odoo.",
    name: "create_binding",
    body: z.strictObject({
      ...{ name, project_ref: slug.optional(), account_slug: slug.optional() },
      ...{ tenant_slug: slug.optional(), ...connection, secret, ...options },
    }),
    answer: binding,
    status: 201,
    problems: ["forbidden", "not_ours"],
    permission: "bindings.change",
  },
  {
    method: "GET",
    path: "/bindings/{name}",
    summary: "Show a binding, without its secret.",
    name: "get_binding",
    params,
    answer: binding,
    permission: "bindings.read",
  },
  {
    method: "PATCH",
    path: "/bindings/{name}",
    summary: "Change a binding: what is absent stays as it is, null clears.",
    name: "change_binding",
    params,
    body: z.strictObject({
      ...z.strictObject(connection).partial().shape,
      ...options,
    }),
    matches: true,
    answer: binding,
    problems: ["forbidden", "changed_meanwhile"],
    permission: "bindings.change",
  },
  {
    method: "GET",
    path: "/bindings/{name}/people",
    summary: "List the people of a binding's Odoo who can be assigned, as the last run saw them.",
    name: "list_people",
    params,
    query: listQuery({ q: z.string().max(255).optional() }, ["name", "address"]),
    answer: pageOf(
      z.strictObject({
        id: z.number().int(),
        binding: z.string(),
        odoo_id: z.number().int(),
        name: z.string(),
        address: z.string().meta({ description: "By which seeds name them." }),
      }).meta({ id: "Person" }),
    ),
    permission: "bindings.read",
  },
  {
    method: "POST",
    path: "/bindings/{name}/test",
    summary: "Log in to a binding's Odoo, and tell its version and what the user may do there.",
    name: "test_binding",
    work: async () => (await import("./binding_login.ts")).test,
    params,
    body: z.strictObject({}),
    answer: found,
    problems: [
      ...["misconfigured", "odoo_auth_failed", "odoo_access_denied", "odoo_database_missing"],
      ...["odoo_unreachable", "odoo_busy", "odoo_timeout", "odoo_failed"],
    ] as Route["problems"],
    permission: "bindings.read",
  },
  {
    method: "PUT",
    path: "/bindings/{name}/secret",
    summary: "Store another password or API key of a binding.",
    name: "set_binding_secret",
    params,
    body: z.strictObject({ secret }),
    answer: z.strictObject({ name: z.string(), has_secret: z.literal(true) }),
    problems: ["forbidden", "not_ours"],
    permission: "bindings.change",
  },
];
