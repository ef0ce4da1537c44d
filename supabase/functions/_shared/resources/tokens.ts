import { z } from "zod";
import { platformRoles, tenantRoles } from "./roles.ts";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf } from "./shapes.ts";

const role = z.enum([...platformRoles, ...tenantRoles]);
const scopes = z.array(z.string().regex(/^(\*|[a-z]+\.(\*|[a-z_]+))$/)).min(1).max(100);
const days = z.number().int().min(1).max(366).optional()
  .meta({ description: "How long its secret is valid; 90 unless given." });
const idParams = z.strictObject({ id: z.uuid() });

const token = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(["service", "agent"]),
  role: role.nullable(),
  tenant: z.string().nullable(),
  on_behalf_of: z.uuid().nullable(),
  scopes: z.array(z.string()),
  created_at: moment,
  revoked_at: moment.nullable(),
  last_used_at: moment.nullable(),
  expires_at: moment.nullable().meta({ description: "Null once it was revoked." }),
}).meta({ id: "Token" });

const made = z.strictObject({
  id: z.uuid(),
  secret: z.string().meta({ description: "Only this answer has it." }),
}).meta({ id: "TokenSecret" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/tokens",
    summary: "List the tokens of machines.",
    name: "list_tokens",
    query: listQuery({}, ["name", "created_at", "last_used_at"]),
    answer: pageOf(token),
    permission: "tokens.read",
  },
  {
    method: "POST",
    path: "/tokens",
    summary: "Make a token: a service has a role of its own, an agent acts for a person.",
    name: "make_token",
    body: z.strictObject({
      name: z.string().min(1).max(255),
      kind: z.enum(["service", "agent"]),
      role: role.optional(),
      tenant: z.string().max(63).optional(),
      on_behalf_of: z.uuid().optional(),
      scopes: scopes.optional(),
      days,
    }),
    answer: made,
    status: 201,
    problems: ["forbidden"],
    permission: "tokens.change",
  },
  {
    method: "POST",
    path: "/tokens/{id}/rotate",
    summary: "Give a token a second secret; the first one is valid for another day.",
    name: "rotate_token",
    params: idParams,
    body: z.strictObject({ days }),
    answer: made,
    status: 201,
    problems: ["forbidden", "operation_status_refused"],
    permission: "tokens.change",
  },
  {
    method: "DELETE",
    path: "/tokens/{id}",
    summary: "Revoke a token, at once.",
    name: "revoke_token",
    params: idParams,
    answer: idParams,
    problems: ["forbidden"],
    permission: "tokens.change",
  },
];
