import { z } from "zod";
import type { ErrorCode } from "../error_kinds.ts";
import type { Route } from "./route.ts";
import { event, listed, report, run, statuses, types } from "./run_shapes.ts";
import { listQuery, moment, pageOf, tenantParams } from "./shapes.ts";

const name = z.string().min(1).max(255);

/** What a seeding or a plan covers. */
export const seedingScope = {
  binding: name.optional().meta({ description: "default unless given." }),
  program: name.optional().meta({ description: "That programme and all below it." }),
  projects: z.array(name).min(1).max(1000).optional(),
  prune: z.enum(["never", "archive"]).optional().meta({ description: "never unless given." }),
  full: z.boolean().optional().meta({ description: "Reads all of Odoo." }),
};

const ofSeedings = ["program", "projects", "prune", "notify"] as const;
const startBody = z.strictObject({
  type: z.enum(["seed", "shadow"]),
  ...seedingScope,
  notify: z.boolean().optional().meta({ description: "Lets Odoo mail people." }),
  drift: z.boolean().optional().meta({ description: "false: the drift is not compared." }),
}).superRefine((body, { addIssue }) => {
  const strange = body.type === "seed" ? ["drift"] as const : ofSeedings;
  for (const key of strange) {
    if (body[key] === undefined) continue;
    addIssue({ code: "custom", path: [key], message: `does not go with type ${body.type}` });
  }
});

/** Why a run may not begin. */
export const startProblems: ErrorCode[] = ["forbidden", "run_in_progress", "binding_disabled"];

const filters = {
  type: z.enum(types).optional(),
  status: z.enum(statuses).optional(),
  actor: z.string().max(255).optional(),
  since: moment.optional(),
  until: moment.optional(),
};
const columns = ["started_at"] as [string, ...string[]];
const idParams = z.strictObject({ id: z.uuid() });
const ofBinding = { binding: name.optional(), tenant: z.string().max(63).optional() };

export const routes: Route[] = [
  {
    method: "GET",
    path: "/runs",
    summary: "List runs, the newest first.",
    name: "list_runs",
    query: listQuery({ ...ofBinding, ...filters }, columns),
    answer: pageOf(listed),
    permission: "runs.read",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/runs",
    summary: "List the runs of a tenant, the newest first.",
    name: "list_tenant_runs",
    params: tenantParams,
    query: listQuery(filters, columns),
    answer: pageOf(listed),
    permission: "runs.read",
  },
  {
    method: "POST",
    path: "/runs",
    summary: "Start a seeding or a shadow.",
    name: "start_run",
    body: startBody,
    answer: run,
    status: 202,
    location: "/runs/{id}",
    problems: [...startProblems, "plan_not_approved"],
    permission: "runs.start",
  },
  {
    method: "GET",
    path: "/runs/{id}",
    summary: "Show a run with its progress, its errors and its warnings.",
    name: "get_run",
    params: idParams,
    answer: run,
    permission: "runs.read",
  },
  {
    method: "GET",
    path: "/runs/{id}/timeline",
    summary: "List what happened in a run, in order.",
    name: "list_run_events",
    params: idParams,
    query: listQuery({}, ["id"]),
    answer: pageOf(event),
    permission: "runs.read",
  },
  {
    method: "GET",
    path: "/runs/{id}/errors",
    summary: "List what a run could not write, in order.",
    name: "list_run_errors",
    params: idParams,
    query: listQuery({ code: name.optional(), model: name.optional() }, ["id"]),
    answer: pageOf(report),
    permission: "runs.read",
  },
  {
    method: "POST",
    path: "/runs/{id}/cancel",
    summary: "End a run that waits, or ask one at work to stop; what it wrote stays.",
    name: "cancel_run",
    params: idParams,
    body: z.strictObject({}),
    answer: run,
    problems: ["forbidden", "run_status_refused"],
    permission: "runs.cancel",
  },
  {
    method: "POST",
    path: "/runs/{id}/retry",
    summary: "Start a run of the same scope as one that did not succeed.",
    name: "retry_run",
    params: idParams,
    body: z.strictObject({
      from: z.enum(["observe", "plan"]).optional().meta({
        description: "observe unless given. plan takes Odoo for what the first run saw, and is " +
          "possible for an hour if that one ended before it wrote.",
      }),
    }),
    answer: run,
    status: 202,
    location: "/runs/{id}",
    problems: [...startProblems, "run_status_refused", "plan_stale", "plan_not_approved"],
    permission: "runs.start",
  },
];
