import {
  createTenantSchema,
  dropTenantSchema,
  observeAnalyticsLogin,
  observeTenantSchema,
  openAnalyticsLogin,
} from "../../database/tenant_schema.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { absent, type Step } from "../step.ts";

export const schema: Step = {
  name: "schema",
  does: "Make the tenant's schema with its tables, and the analytics role that sees only them.",
  touches: "Supabase: a schema and a role",
  async observe({ deps, tenant }) {
    return await observeTenantSchema(deps.sql, tenant.slug) ? { is: "there" } : absent;
  },
  async apply({ deps, tenant }) {
    await createTenantSchema(deps.sql, tenant.slug);
  },
  async compensate({ deps, tenant }) {
    await dropTenantSchema(deps.sql, tenant.slug);
  },
};

export const analyticsLogin: Step = {
  name: "analytics_login",
  does: "Let the analytics role log in, where that opens nothing but the tenant's schema.",
  touches: "Supabase: a role; Vault",
  async observe({ deps, tenant }) {
    const { there, why } = await observeAnalyticsLogin(deps.sql, tenant.slug);
    if (why !== null) return { is: "skipped", why };
    return there ? { is: "there" } : absent;
  },
  async apply({ deps, tenant }) {
    const password = await keepPassword(deps.sql, `tenant/${tenant.slug}/analytics_role`);
    await openAnalyticsLogin(deps.sql, tenant.slug, password);
  },
};

export const removeSchema: Step = {
  name: "remove_schema",
  does: "Drop the tenant's schema with all that is in it, and its analytics role.",
  touches: "Supabase: all analytics of the tenant",
  dangerous: true,
  observe: () => Promise.resolve(absent),
  async apply({ deps, tenant }) {
    await dropTenantSchema(deps.sql, tenant.slug);
  },
};
