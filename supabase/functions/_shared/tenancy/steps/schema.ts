import {
  createTenantSchema,
  dropTenantSchema,
  observeTenantSchema,
} from "../../database/tenant_schema.ts";
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
