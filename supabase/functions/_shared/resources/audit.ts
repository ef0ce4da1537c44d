import { z } from "zod";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const entry = z.strictObject({
  id: z.number().int().meta({ description: "Without gaps, in the order of the changes." }),
  at: moment,
  actor: z.string(),
  on_behalf_of: z.string().nullable(),
  action: z.string().meta({ example: "tenants.update" }),
  object: z.string().meta({ example: "tenants:acme" }),
  before: json.nullable(),
  after: json.nullable(),
  request_id: z.string().nullable(),
  operation_id: z.uuid().nullable(),
}).meta({ id: "AuditEntry" });

const filters = {
  actor: z.string().max(255).optional(),
  action: z.string().max(255).optional(),
  object: z.string().max(255).optional(),
  request_id: z.string().max(255).optional(),
  operation: z.uuid().optional(),
  since: moment.optional(),
  until: moment.optional(),
};

export const routes: Route[] = [{
  method: "GET",
  path: "/audit",
  summary: "Search the audit log, the newest first.",
  name: "search_audit",
  query: listQuery(filters, ["id", "at"]),
  answer: pageOf(entry),
  permission: "audit.read",
}];
