import { leftOut } from "../tenant/step.ts";

/** Systems that a tenant is known in besides Odoo; none of them is configured yet. */
export const joinIntegrations = [
  leftOut("superset", "Give the tenant a workspace.", "Superset is not configured."),
  leftOut("keycloak", "Give the tenant a realm.", "Keycloak is not configured."),
  leftOut("welcome_mail", "Write to the administrator.", "Mail is not configured."),
  leftOut("announce", "Tell the operators' channel.", "Chat is not configured."),
];

export const leaveIntegrations = [
  leftOut("leave_superset", "Remove the tenant's workspace.", "Superset is not configured."),
  leftOut("leave_keycloak", "Remove the tenant's realm.", "Keycloak is not configured."),
  leftOut("announce", "Tell the operators' channel.", "Chat is not configured."),
];
