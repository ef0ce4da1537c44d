import { absent, optional, type Step } from "../tenant/step.ts";

/** Systems that a tenant is known in besides Odoo; no configuration names one yet. */
const peers = ["Superset", "Keycloak"] as const;

function missing(peer: typeof peers[number], name: string, does: string): Step {
  const why = `${peer} is not configured.`;
  const step: Step = {
    name,
    does,
    touches: `nothing: ${why}`,
    harmless: true,
    observe: () => Promise.resolve(absent),
    apply: () => Promise.resolve(),
  };
  return optional(step, () => why);
}

export const joinIntegrations = [
  missing("Superset", "superset", "Give the tenant a workspace."),
  missing("Keycloak", "keycloak", "Give the tenant a realm."),
];

export const leaveIntegrations = [
  missing("Superset", "leave_superset", "Remove the tenant's workspace."),
  missing("Keycloak", "leave_keycloak", "Remove the tenant's realm."),
];
