import { forgetSecrets as forget, hasForeignSecrets } from "../../database/tenant_secrets.ts";
import { absent, type Step } from "../tenant/step.ts";

export const forgetSecrets: Step = {
  name: "forget_secrets",
  does: "Delete the tenant's passwords and keys.",
  touches: "Vault",
  observe: () => Promise.resolve(absent),
  async apply({ deps, tenant }) {
    await forget(deps.sql, tenant.slug);
    const left = await hasForeignSecrets(deps.sql, tenant.slug);
    return left ? { output: { left_alone: "Secrets of this name that somebody else keeps." } } : {};
  },
};
