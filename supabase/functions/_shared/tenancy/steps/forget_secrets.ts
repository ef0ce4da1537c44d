import { forgetSecrets as forget } from "../../database/tenant_secrets.ts";
import { absent, type Step } from "../step.ts";

export const forgetSecrets: Step = {
  name: "forget_secrets",
  does: "Delete the tenant's passwords and keys.",
  touches: "Vault",
  observe: () => Promise.resolve(absent),
  async apply({ deps, tenant }) {
    await forget(deps.sql, tenant.slug);
  },
};
