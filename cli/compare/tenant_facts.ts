import { allPages } from "../../client/all_pages.ts";
import { answered, type Api, Refused } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { type Fact, factsOf } from "./fact.ts";

type Schemas = components["schemas"];
type Tenant = Schemas["WholeTenant"];

/** A part that could not be looked at, and why. */
export interface Unseen {
  part: string;
  why: string;
}

/** What the API knows of a tenant. @throws {Refused} when it is not there */
export async function tenantFacts(
  slug: string,
  api: Api,
): Promise<{ facts: Fact[]; unseen: Unseen[] }> {
  const params = { path: { tenant: slug } };
  const tenant = await answered(api.GET("/tenants/{tenant}", { params }));
  const facts = ownFacts(tenant);
  const unseen: Unseen[] = [];
  for (const [part, read] of Object.entries(parts)) {
    try {
      facts.push(...await read(slug, api));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      unseen.push({ part, why: error.problem.detail });
    }
  }
  return { facts, unseen };
}

/** What is a tenant's own, as its name and its database are, is no difference. */
function ownFacts(tenant: Tenant): Fact[] {
  return [
    ...factsOf("tenant", tenant, [
      ...["tenant_type", "parent", "status", "plan", "bundle", "region"] as const,
      ...["country_code", "industry", "agency_group", "health", "sync"] as const,
    ]),
    ...factsOf("infra", tenant, [
      ...["isolation", "odoo_url", "db_host", "k8s_namespace"] as const,
      ...["infra_template", "image_tag"] as const,
    ]),
    ...tenant.modules.map(({ module_name, state }) => ({
      ...{ part: "modules", name: module_name, value: state },
    })),
  ];
}

const parts: Record<string, (slug: string, api: Api) => Promise<Fact[]>> = {
  odoo: odooFacts,
  settings: settingFacts,
  seeds: seedFacts,
  drift: driftFacts,
  members: memberFacts,
};

async function bindingsOf(tenant: string, api: Api): Promise<Schemas["Binding"][]> {
  return await allPages((query) =>
    answered(api.GET("/bindings", { params: { query: { ...query, tenant } } }))
  );
}

/** Which Odoo each is, as it says itself now. */
async function odooFacts(slug: string, api: Api): Promise<Fact[]> {
  const [binding] = (await bindingsOf(slug, api)).filter(({ sync_enabled }) => sync_enabled);
  if (!binding) return [];
  const params = { path: { name: binding.name } };
  const { version } = await answered(api.POST("/bindings/{name}/test", { params, body: {} }));
  return [{ part: "odoo", name: "version", value: version }];
}

async function settingFacts(slug: string, api: Api): Promise<Fact[]> {
  const [binding] = await bindingsOf(slug, api);
  if (!binding) return [];
  return factsOf("settings", binding, [
    ...["transport", "company_name", "lang", "sync_enabled", "unique_refs"] as const,
    ...["bulk_action", "prune_share", "full_shadow_hours", "time_zone"] as const,
    ...["working_day_ends", "new_project_stages", "folded_stages"] as const,
  ]);
}

async function seedFacts(tenant: string, api: Api): Promise<Fact[]> {
  const params = { query: { tenant, limit: 1 } };
  const [projects, tasks] = await Promise.all([
    answered(api.GET("/projects", { params })),
    answered(api.GET("/tasks", { params })),
  ]);
  return [
    { part: "seeds", name: "projects", value: String(projects.total) },
    { part: "seeds", name: "tasks", value: String(tasks.total) },
  ];
}

async function driftFacts(tenant: string, api: Api): Promise<Fact[]> {
  const { kinds } = await answered(
    api.GET("/drift/summary", { params: { query: { tenant } } }),
  );
  return kinds.map(({ kind, total }) => ({ part: "drift", name: kind, value: String(total) }));
}

async function memberFacts(tenant: string, api: Api): Promise<Fact[]> {
  const members = await allPages((query) =>
    answered(api.GET("/tenants/{tenant}/members", { params: { path: { tenant }, query } }))
  );
  return [...Map.groupBy(members, ({ role }) => role)]
    .map(([role, of]) => ({ part: "members", name: role, value: String(of.length) }))
    .sort((one, other) => one.name < other.name ? -1 : 1);
}
