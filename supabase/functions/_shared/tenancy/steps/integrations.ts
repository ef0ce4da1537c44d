import { absent, optional, type Step } from "../tenant/step.ts";

/** Systems that a tenant is known in besides Odoo; no configuration names one yet. */
const peers = ["Superset", "Keycloak", "Mail", "Chat"] as const;

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

const announce = missing("Chat", "announce", "Tell the operators' channel.");

export const joinIntegrations = [
  missing("Superset", "superset", "Give the tenant a workspace."),
  missing("Keycloak", "keycloak", "Give the tenant a realm."),
  missing("Mail", "welcome_mail", "Write to the administrator."),
  announce,
];

export const leaveIntegrations = [
  missing("Superset", "leave_superset", "Remove the tenant's workspace."),
  missing("Keycloak", "leave_keycloak", "Remove the tenant's realm."),
  announce,
];
