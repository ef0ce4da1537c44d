import { unbindTenant } from "../../database/step_records.ts";
import { absent, type Step } from "../step.ts";

export const closeBinding: Step = {
  name: "close_binding",
  does: "Stop the seeds' runs; what they did stays on record.",
  touches: "ops.odoo_bindings",
  observe: () => Promise.resolve(absent),
  async apply({ deps, tenant }) {
    await unbindTenant(deps.sql, tenant.id);
  },
};
