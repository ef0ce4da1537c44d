import { z } from "zod";
import type { Route } from "./route.ts";
import { run } from "./run_shapes.ts";
import { seedingScope, startProblems } from "./runs.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const statuses = [
  "making",
  "failed",
  "ready",
  "approved",
  "refused",
  "expired",
  "applied",
] as const;

const listed = z.strictObject({
  id: z.uuid(),
  binding: z.string(),
  tenant: z.string().nullable(),
  status: z.enum(statuses).meta({ description: "applied: whole or in part." }),
  scope: json,
  hash: z.string().nullable().meta({ description: "Equal for plans that would write the same." }),
  counts: z.record(z.string(), z.number().int()).nullable(),
  requested_by: z.string().nullable(),
  on_behalf_of: z.string().nullable(),
  created_at: moment,
  finished_at: moment.nullable(),
  expires_at: moment.nullable(),
  error: json.nullable(),
  decision: z.enum(["approved", "refused"]).nullable(),
  decided_by: z.string().nullable(),
  decided_at: moment.nullable(),
  reason: z.string().nullable(),
}).meta({ id: "ListedSavedPlan" });

/** A plan with the runs that applied it. */
export const plan = listed.extend({
  needs_approval: z.boolean().meta({ description: "Its binding takes approved plans alone." }),
  runs: z.array(z.strictObject({
    id: z.uuid(),
    status: z.string(),
    only: json.nullable(),
    requested_by: z.string().nullable(),
    started_at: moment,
  })).meta({ description: "Those that applied it." }),
}).meta({ id: "SavedPlan" });

const actions = [
  "create",
  "update",
  "archive",
  "unarchive",
  "conflict",
  "blocked",
  "noop",
] as const;

const action = z.strictObject({
  id: z.string(),
  plan_id: z.uuid(),
  model: z.string(),
  ref: z.string(),
  project: z.string(),
  odoo_id: z.number().int().nullable(),
  action: z.enum(actions),
  changes: json.meta({ description: "By field: from, in Odoo, and to, in the seed." }),
  conflicts: json,
  reason: z.string().nullable(),
  incomplete: z.boolean(),
  written: z.boolean().meta({ description: "false: it is only reported." }),
}).meta({ id: "PlanAction" });

const idParams = z.strictObject({ id: z.uuid() });
const name = z.string().min(1).max(255);
const filters = {
  binding: name.optional(),
  tenant: z.string().max(63).optional(),
  status: z.enum(statuses).optional(),
  actor: z.string().max(255).optional(),
  since: moment.optional(),
  until: moment.optional(),
};
const actionFilters = {
  project: name.optional(),
  model: name.optional(),
  action: z.enum(actions).optional(),
  ref: name.optional(),
  written: z.enum(["true", "false"]).optional(),
};
const reason = z.string().regex(/\S/, "must not be empty").max(1000);
const part = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(1000).optional();

export const routes: Route[] = [
  {
    method: "GET",
    path: "/plans",
    summary: "List plans, the newest first.",
    name: "list_saved_plans",
    query: listQuery(filters, ["created_at", "expires_at"]),
    answer: pageOf(listed),
    permission: "plans.read",
  },
  {
    method: "POST",
    path: "/plans",
    summary: "Make a plan: what a seeding would do now.",
    name: "make_plan",
    body: z.strictObject(seedingScope),
    answer: plan,
    status: 202,
    location: "/plans/{id}",
    problems: startProblems,
    permission: "plans.make",
  },
  {
    method: "GET",
    path: "/plans/{id}",
    summary: "Show a plan, what was decided about it, and the runs that applied it.",
    name: "get_plan",
    params: idParams,
    answer: plan,
    permission: "plans.read",
  },
  {
    method: "GET",
    path: "/plans/{id}/actions",
    summary: "List what a plan would do, record by record.",
    name: "list_plan_actions",
    params: idParams,
    query: listQuery(actionFilters, ["ref", "project", "action", "model"]),
    answer: pageOf(action),
    permission: "plans.read",
  },
  {
    method: "POST",
    path: "/plans/{id}/approve",
    summary: "Approve a plan that somebody else has asked for.",
    name: "approve_plan",
    params: idParams,
    body: z.strictObject({
      reason,
      expires_in: z.number().int().min(60).max(604_800).optional()
        .meta({ description: "For so many seconds it may be applied; a day unless given." }),
    }),
    answer: plan,
    problems: ["forbidden", "run_status_refused"],
    permission: "plans.approve",
  },
  {
    method: "POST",
    path: "/plans/{id}/refuse",
    summary: "Refuse a plan, be it approved before: it is never applied.",
    name: "refuse_plan",
    params: idParams,
    body: z.strictObject({ reason }),
    answer: plan,
    problems: ["forbidden", "run_status_refused"],
    permission: "plans.approve",
  },
  {
    method: "POST",
    path: "/plans/{id}/apply",
    summary: "Apply a plan, whole or in part, unless something has changed since.",
    name: "apply_plan",
    params: idParams,
    body: z.strictObject({
      projects: part(name),
      models: part(name),
      refs: part(name),
      actions: part(z.enum(["create", "update", "archive", "unarchive"])),
      notify: z.boolean().optional().meta({ description: "Lets Odoo mail people." }),
    }),
    answer: run,
    status: 202,
    location: "/runs/{id}",
    problems: [...startProblems, "plan_stale", "plan_not_approved", "run_status_refused"],
    permission: "plans.apply",
  },
];
