import { unbindTenant } from "../../database/step_records.ts";
import { absent, type Step } from "../tenant/step.ts";
import { leftBinding } from "./binding.ts";

export const closeBinding: Step = {
  name: "close_binding",
  does:
    "Close the tenant's binding, so that no run uses it; its history stays, and so does somebody else's binding.",
  touches: "ops.odoo_bindings",
  observe: async (work) => await leftBinding(work) ?? absent,
  async apply({ deps, tenant }) {
    await unbindTenant(deps.sql, tenant.id);
  },
};
