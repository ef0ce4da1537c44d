import { z } from "zod";
import { proposal } from "./billing.ts";
import type { Route } from "./route.ts";
import { listQuery, pageOf } from "./shapes.ts";

const reason = z.string().max(1000).optional();

const decisions = [
  ["approve", "Give a tenant the plan that another person has proposed."],
  ["refuse", "Refuse a proposed plan."],
] as const;

export const routes: Route[] = [
  {
    method: "GET",
    path: "/billing/proposals",
    summary: "List proposed plans, the newest first.",
    name: "list_proposals",
    query: listQuery({
      tenant: z.string().max(63).optional(),
      status: proposal.shape.status.optional(),
    }, ["proposed_at"]),
    answer: pageOf(proposal),
    permission: "billing.read",
  },
  {
    method: "POST",
    path: "/billing/proposals",
    summary: "Propose a plan for a tenant; it waits until somebody else decides.",
    name: "propose_plan",
    body: z.strictObject({
      tenant: z.string().min(1).max(63),
      plan: z.string().min(1).max(63),
      reason,
    }),
    answer: proposal,
    status: 201,
    problems: ["forbidden", "operation_status_refused"],
    permission: "billing.propose",
  },
  ...decisions.map(([verb, summary]): Route => ({
    method: "POST",
    path: `/billing/proposals/{id}/${verb}`,
    summary,
    name: `${verb}_proposal`,
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ reason }),
    answer: proposal,
    problems: ["forbidden", "operation_status_refused", "tenant_status_refused"],
    permission: "billing.change",
  })),
];
