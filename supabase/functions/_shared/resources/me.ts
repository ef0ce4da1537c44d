import { z } from "zod";
import type { Route } from "./route.ts";
import { moment } from "./shapes.ts";

const me = z.strictObject({
  name: z.string().meta({ description: "As the audit log has it." }),
  kind: z.enum(["person", "service", "agent"]),
  on_behalf_of: z.string().nullable(),
  platform_roles: z.array(z.string()),
  tenant_roles: z.array(z.strictObject({ tenant: z.string(), role: z.string() })),
  permissions: z.array(z.string()).meta({
    description: "What the caller may on the platform or in some tenant.",
  }),
  expires_at: moment.nullable().meta({ description: "Of the token that was sent." }),
}).meta({ id: "Me" });

export const routes: Route[] = [
  { method: "GET", path: "/me", summary: "Show who calls.", name: "get_me", answer: me },
];
