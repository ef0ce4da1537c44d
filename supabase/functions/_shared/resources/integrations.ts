import { z } from "zod";
import type { Route } from "./route.ts";
import { json, listQuery, moment, pageOf } from "./shapes.ts";

const integration = z.strictObject({
  name: z.string(),
  configured: z.boolean().nullable().meta({ description: "Null: nothing says so or otherwise." }),
  detail: z.string().nullable(),
  last_seen_at: moment.nullable().meta({ description: "When it was last seen working." }),
}).meta({ id: "Integration" });

const template = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  realm: json,
  client: json,
  odoo: json.meta({ description: "What Odoo has to know." }),
}).meta({ id: "KeycloakTemplate" });

export const routes: Route[] = [
  {
    method: "GET",
    path: "/integrations",
    summary:
      "List the systems beside the platform: whether each is configured and was seen working.",
    name: "list_integrations",
    work: async () => (await import("./integration_states.ts")).list,
    answer: pageOf(integration),
    problems: ["forbidden"],
    permission: "platform.read",
  },
  {
    method: "GET",
    path: "/integrations/keycloak/templates",
    summary: "List what a tenant's realm and client in Keycloak can look like.",
    name: "list_keycloak_templates",
    query: listQuery({}, ["name"]),
    answer: pageOf(template),
    permission: "catalog.read",
  },
];
