import { becomeProvider } from "../../database/step_records.ts";
import { absent, type Step } from "../tenant/step.ts";

export const becomeProviderStep: Step = {
  name: "become_provider",
  does: "Make the client a provider, on the subscription plan of that name.",
  touches: "control.tenants",
  harmless: true,
  observe: ({ tenant }) =>
    Promise.resolve(tenant.tenant_type === "provider" ? { is: "there" } : absent),
  async apply({ deps, operation }) {
    await becomeProvider(deps.sql, operation.id);
  },
};
