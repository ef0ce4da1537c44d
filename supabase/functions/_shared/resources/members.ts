import { z } from "zod";
import { tenantRoles } from "./roles.ts";
import type { Route } from "./route.ts";
import { listQuery, moment, pageOf, tenantParams } from "./shapes.ts";

const role = z.enum(tenantRoles);
const member = z.strictObject({
  id: z.uuid().meta({ description: "The user's, once they have signed up." }),
  tenant_id: z.uuid(),
  email: z.string().nullable(),
  role,
  created_at: moment,
}).meta({ id: "Member" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/tenants/{tenant}/members",
    summary: "List who has which role in a tenant.",
    name: "list_members",
    params: tenantParams,
    query: listQuery({}, ["email", "role", "created_at"]),
    answer: pageOf(member),
    permission: "members.read",
  },
  {
    method: "PUT",
    path: "/tenants/{tenant}/members",
    summary:
      "Give somebody a role in a tenant, in place of the one they had; it may wait for them.",
    name: "set_member",
    params: tenantParams,
    body: z.strictObject({ email: z.email().max(255), role }),
    answer: z.strictObject({ user_id: z.uuid(), email: z.string(), role }),
    problems: ["forbidden", "operation_status_refused"],
    permission: "members.change",
  },
  {
    method: "DELETE",
    path: "/tenants/{tenant}/members/{user_id}",
    summary: "Take somebody's role in a tenant away; it counts at once.",
    name: "remove_member",
    params: tenantParams.extend({ user_id: z.uuid() }),
    answer: z.strictObject({ user_id: z.uuid() }),
    problems: ["forbidden"],
    permission: "members.change",
  },
];
