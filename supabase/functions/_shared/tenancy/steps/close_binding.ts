import { unbindTenant } from "../../database/step_records.ts";
import { absent, type Step } from "../tenant/step.ts";
import { leftBinding } from "./binding.ts";

export const closeBinding: Step = {
  name: "close_binding",
  does: "Stop the seeds' runs; what they did stays on record, and somebody else's binding open.",
  touches: "ops.odoo_bindings",
  observe: async (work) => await leftBinding(work) ?? absent,
  async apply({ deps, tenant }) {
    await unbindTenant(deps.sql, tenant.id);
  },
};
