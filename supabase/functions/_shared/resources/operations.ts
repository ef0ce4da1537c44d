import { z } from "zod";
import type { ErrorCode } from "../error_kinds.ts";
import { requestProblems } from "./request_problems.ts";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf, tenantParams } from "./shapes.ts";

const statuses = [
  "waiting_approval",
  "queued",
  "running",
  "compensating",
  "succeeded",
  "failed",
  "cancelled",
] as const;

const listed = {
  id: z.uuid(),
  type: z.string(),
  status: z.enum(statuses),
  tenant: z.string(),
  tenant_id: z.uuid(),
  requested_by: z.string(),
  on_behalf_of: z.string().nullable(),
  trigger_source: z.enum(["api", "ui", "n8n", "ai", "schedule"]),
  retry_of: z.uuid().nullable(),
  error: json.nullable(),
  created_at: moment,
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
};

const step = z.strictObject({
  position: z.number().int(),
  name: z.string(),
  action: z.enum(["apply", "compensate"]),
  status: z.string(),
  dangerous: z.boolean(),
  disruptive: z.boolean(),
  attempts: z.number().int(),
  max_attempts: z.number().int(),
  output: json,
  skip_reason: z.string().nullable(),
  error: json.nullable(),
  started_at: moment.nullable(),
  finished_at: moment.nullable(),
}).meta({ id: "OperationStep" });

const approval = z.strictObject({
  requested_by: z.string(),
  on_behalf_of: z.string().nullable(),
  requested_at: moment,
  expires_at: moment,
  target: json.nullable(),
  decision: z.enum(["approved", "refused"]).nullable(),
  decided_by: z.string().nullable(),
  decided_at: moment.nullable(),
  reason: z.string().nullable(),
}).meta({ id: "Approval" });

/** An operation with nothing that belongs to it. */
export const operationRow = z.strictObject({
  ...listed,
  input: json,
  from_step: z.string().nullable(),
  runbook: z.string().nullable(),
  logs_url: z.string().nullable(),
  request_id: z.string().nullable().meta({ description: "Of the request that asked for it." }),
  cancel_requested_at: moment.nullable(),
}).meta({ id: "OperationRow" });

/** One with what belongs to it. */
export const operation = operationRow.extend({
  steps: z.array(step),
  approval: approval.nullable(),
  stalled: json.nullable().meta({ description: "Why no runner comes for it, while it is open." }),
}).meta({ id: "Operation" });

const idParams = z.strictObject({ id: z.uuid() });

/** What asking for an operation answers. */
export const opened = z.strictObject({
  tenant: z.string(),
  operation: z.strictObject({
    id: z.uuid(),
    status: z.enum(statuses),
    existing: z.boolean().meta({ description: "The Idempotency-Key had opened it before." }),
  }),
}).meta({ id: "OpenedOperation" });

const decision = z.strictObject({ reason: z.string().max(1000).optional() });
/** With what a decision is refused. */
export const decisionProblems: ErrorCode[] = [
  "forbidden",
  "operation_status_refused",
  "approval_void",
];
const decisions = [
  ["refuse", "Refuse what another person, or an agent, has asked for."],
  ["cancel", "Stop an operation at once, or after the step at work."],
] as const;

/** By what lists of operations are filtered. */
export const operationFilters = {
  type: z.string().max(63).optional(),
  status: z.enum(statuses).optional(),
  actor: z.string().max(255).optional(),
  since: moment.optional(),
  until: moment.optional(),
};

/** A page of operations. */
export const operationPage = pageOf(z.strictObject(listed).meta({ id: "ListedOperation" }));

export const routes: Route[] = [
  {
    method: "GET",
    path: "/operations",
    summary: "List operations, the newest first.",
    name: "list_operations",
    query: listQuery({ ...operationFilters, tenant: z.string().max(63).optional() }, [
      "created_at",
      "finished_at",
    ]),
    answer: operationPage,
    permission: "operations.read",
  },
  {
    method: "GET",
    path: "/operations/{id}",
    summary: "Show an operation with its steps and its approval.",
    name: "get_operation",
    params: idParams,
    answer: operation,
    permission: "operations.read",
  },
  {
    method: "POST",
    path: "/tenants/{tenant}/operations",
    summary: "Ask for an operation on a tenant.",
    name: "request_operation",
    work: async () => (await import("./operation_requests.ts")).request,
    params: tenantParams,
    body: z.strictObject({
      type: z.string().max(63).meta({ description: "docs/operations.md has them all." }),
      params: json.optional().meta({ description: "What that type takes." }),
    }),
    answer: opened,
    status: 202,
    problems: requestProblems,
    permission: "operations.<type>",
  },
  {
    method: "POST",
    path: "/operations/{id}/retry",
    summary: "Try a failed or cancelled operation again, as a new one.",
    name: "retry_operation",
    work: async () => (await import("./operation_requests.ts")).retry,
    params: idParams,
    body: z.strictObject({
      from_step: z.string().min(1).max(63).optional()
        .meta({ description: "The first one that is not done, unless given." }),
    }),
    answer: opened,
    status: 202,
    problems: requestProblems,
    permission: "operations.<type>",
  },
  {
    method: "POST",
    path: "/operations/{id}/approve",
    summary: "Agree to what another person, or an agent, has asked for.",
    name: "approve_operation",
    work: async () => (await import("./operation_requests.ts")).approve,
    params: idParams,
    body: decision,
    answer: operation,
    problems: decisionProblems,
    permission: "operations.<type>",
  },
  ...decisions.map(([verb, summary]): Route => ({
    method: "POST",
    path: `/operations/{id}/${verb}`,
    summary,
    name: `${verb}_operation`,
    params: idParams,
    body: decision,
    answer: operation,
    problems: decisionProblems,
    permission: "operations.<type>",
  })),
];
