import { closeBinding } from "../steps/close_binding.ts";
import { removeRole } from "../steps/database_role.ts";
import { dismissMembers } from "../steps/dismiss_members.ts";
import { forgetSecrets } from "../steps/forget_secrets.ts";
import { leaveIntegrations } from "../steps/integrations.ts";
import { removeDatabase } from "../steps/remove_database.ts";
import { removeSchema } from "../steps/schema.ts";

/** What makes a tenant disappear, but for its backups and its history. */
export const leave = [
  ...[closeBinding, ...leaveIntegrations, removeRole, removeDatabase, removeSchema],
  ...[forgetSecrets, dismissMembers],
];
