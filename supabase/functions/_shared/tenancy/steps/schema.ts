import {
  createTenantSchema,
  dropTenantSchema,
  hasTenantSchemaParts,
  observeAnalyticsLogin,
  observeTenantSchema,
  openAnalyticsLogin,
} from "../../database/tenant_schema.ts";
import { keepPassword } from "../../database/tenant_secrets.ts";
import { absent, type Skipped, type Step, type Work } from "../tenant/step.ts";

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
  compensate: drop,
};

export const analyticsLogin: Step = {
  name: "analytics_login",
  does: "Let the analytics role log in, if the login opens only the tenant's schema.",
  touches: "Supabase: a role; Vault",
  harmless: true,
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
  does:
    "Drop the tenant's schema with all that is in it, and its analytics role; what is somebody else's stays.",
  touches: "Supabase: all analytics of the tenant",
  dangerous: true,
  observe: async ({ deps, tenant }) =>
    await hasTenantSchemaParts(deps.sql, tenant.slug) ? absent : left(tenant),
  async apply(work) {
    await drop(work);
  },
};

async function drop({ deps, tenant }: Work): Promise<Skipped | void> {
  if (!await hasTenantSchemaParts(deps.sql, tenant.slug)) return left(tenant);
  await dropTenantSchema(deps.sql, tenant.slug);
}

function left({ schema }: Work["tenant"]): Skipped {
  return { is: "skipped", why: `There is no schema ${schema} that was made for the tenant.` };
}
