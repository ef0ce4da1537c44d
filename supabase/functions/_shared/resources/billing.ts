import { z } from "zod";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf, tenantParams } from "./shapes.ts";

const count = z.number().int();
const amount = z.number();
const metric = z.enum(["active_days", "users", "backup_bytes", "operations"]);
const invoiceStatus = z.enum(["issued", "paid", "void"]);
const ofTenant = { tenant: z.string().max(63).optional() };
const idParams = z.strictObject({ id: z.uuid() });

const subscription = z.strictObject({
  id: z.uuid(),
  tenant_id: z.uuid(),
  tenant: z.string(),
  plan: z.string(),
  status: z.enum(["active", "ended"]),
  pricing_model: z.enum(["monthly", "by_agreement"]),
  monthly_price: amount.nullable().meta({ description: "As it was agreed when it began." }),
  currency: z.string(),
  started_at: moment,
  ended_at: moment.nullable(),
  current_period_start: z.iso.date().nullable(),
  current_period_end: z.iso.date().nullable(),
  next_invoice_date: z.iso.date().nullable(),
}).meta({ id: "Subscription" });

const invoice = z.strictObject({
  id: z.uuid(),
  number: count,
  tenant_id: z.uuid(),
  tenant: z.string(),
  month: z.iso.date().meta({ description: "Its first day." }),
  currency: z.string(),
  total: amount,
  status: invoiceStatus,
  issued_at: moment,
  changed_at: moment.nullable(),
}).meta({ id: "Invoice" });

const wholeInvoice = invoice.extend({
  adds_up: z.boolean().meta({ description: "From its lines, and they from what was metered." }),
  lines: z.array(z.strictObject({
    position: count,
    subscription_id: z.uuid(),
    metric,
    description: z.string(),
    first_day: z.iso.date(),
    last_day: z.iso.date(),
    quantity: amount,
    unit_price: amount,
    amount,
    usage: z.array(z.strictObject({ id: count, day: z.iso.date(), quantity: amount }))
      .meta({ description: "The metered rows that it is made of." }),
  })),
}).meta({ id: "WholeInvoice" });

const usage = z.strictObject({
  id: count,
  tenant_id: z.uuid(),
  subscription_id: z.uuid(),
  metric,
  day: z.iso.date(),
  quantity: amount,
  metered_at: moment,
}).meta({ id: "UsageRecord" });

/** A plan that was proposed, and what was decided. */
export const proposal = z.strictObject({
  id: z.uuid(),
  tenant_id: z.uuid(),
  tenant: z.string(),
  plan: z.string(),
  reason: z.string().nullable(),
  proposed_by: z.string(),
  proposed_at: moment,
  status: z.enum(["waiting", "approved", "refused"]),
  decision: z.enum(["approved", "refused"]).nullable(),
  decided_by: z.string().nullable(),
  decided_at: moment.nullable(),
  decision_reason: z.string().nullable(),
}).meta({ id: "PlanProposal" });

const overview = z.strictObject({
  subscriptions: count,
  by_plan: z.array(z.strictObject({
    plan: z.string(),
    currency: z.string(),
    subscriptions: count,
    monthly: amount,
  })),
  invoices: z.array(z.strictObject({
    currency: z.string(),
    status: invoiceStatus,
    invoices: count,
    total: amount,
  })),
  proposals_waiting: count,
}).meta({ id: "BillingOverview" });

const billing = z.strictObject({
  tenant: z.string(),
  plan: z.string(),
  subscription: subscription.nullable(),
  usage: z.partialRecord(metric, amount).meta({
    description: "This month: of people and bytes the most, of days and operations the sum.",
  }),
  invoices: z.array(invoice).meta({ description: "The last twelve." }),
  proposal: proposal.nullable(),
}).meta({ id: "TenantBilling" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/billing/overview",
    summary: "Show what tenants pay a month, and their invoices by status.",
    name: "get_billing_overview",
    answer: overview,
    problems: ["forbidden"],
    permission: "billing.read",
  },
  {
    method: "GET",
    path: "/billing/subscriptions",
    summary: "List which tenant has, and had, which plan.",
    name: "list_subscriptions",
    query: listQuery({
      ...ofTenant,
      status: subscription.shape.status.optional(),
      plan: z.string().max(63).optional(),
    }, ["started_at", "monthly_price"]),
    answer: pageOf(subscription),
    permission: "billing.read",
  },
  {
    method: "GET",
    path: "/billing/invoices",
    summary: "List invoices, the newest first.",
    name: "list_invoices",
    query: listQuery({
      ...ofTenant,
      status: invoiceStatus.optional(),
      month: z.iso.date().optional().meta({ description: "Its first day." }),
    }, ["number", "issued_at", "total"]),
    answer: pageOf(invoice),
    permission: "billing.read",
  },
  {
    method: "GET",
    path: "/billing/invoices/{id}",
    summary: "Show an invoice with its lines, and the metered rows that each is made of.",
    name: "get_invoice",
    params: idParams,
    answer: wholeInvoice,
    permission: "billing.read",
  },
  {
    method: "PATCH",
    path: "/billing/invoices/{id}",
    summary: "Mark an invoice as paid, void or issued.",
    name: "change_invoice",
    params: idParams,
    body: z.strictObject({ status: invoiceStatus }),
    matches: true,
    answer: wholeInvoice,
    problems: ["forbidden", "changed_meanwhile"],
    permission: "billing.change",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/billing",
    summary: "Show what a tenant pays: plan, subscription, usage of this month, last invoices.",
    name: "get_billing",
    params: tenantParams,
    answer: billing,
    problems: ["forbidden"],
    permission: "billing.read",
  },
  {
    method: "GET",
    path: "/tenants/{tenant}/usage",
    summary: "List what a tenant used, day by day, the newest first.",
    name: "list_usage",
    params: tenantParams,
    query: listQuery({
      metric: metric.optional(),
      since: z.iso.date().optional(),
      until: z.iso.date().optional().meta({ description: "The day after the last one." }),
    }, ["day", "quantity"]),
    answer: pageOf(usage),
    permission: "billing.read",
  },
];
