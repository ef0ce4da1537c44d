import { dismissMembers as dismiss } from "../../database/step_records.ts";
import { absent, type Step } from "../tenant/step.ts";

export const dismissMembers: Step = {
  name: "dismiss_members",
  does: "Remove all users from the tenant.",
  touches: "control.tenant_user_assignments",
  observe: () => Promise.resolve(absent),
  async apply({ deps, tenant }) {
    await dismiss(deps.sql, tenant.id);
  },
};
