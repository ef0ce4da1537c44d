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

interface Read {
  facts: Fact[];
  unseen: Unseen[];
}

/** What the API knows of a tenant, as far as the caller may see it. @throws {Refused} when it is not there */
export async function tenantFacts(slug: string, api: Api): Promise<Read> {
  const params = { path: { tenant: slug } };
  const [tenant, { permissions }] = await Promise.all([
    answered(api.GET("/tenants/{tenant}", { params })),
    answered(api.GET("/me")),
  ]);
  const known: Read = { facts: ownFacts(tenant), unseen: [] };
  for (const [part, { takes, read }] of Object.entries(parts)) {
    if (permissions.includes(takes) && maySee(takes, tenant)) {
      await addPart(known, part, () => read(tenant, api));
    } else {
      known.unseen.push({ part, why: `Of ${slug} that takes the permission ${takes}.` });
    }
  }
  return known;
}

async function addPart(known: Read, part: string, read: () => Promise<Fact[]>): Promise<void> {
  try {
    known.facts.push(...await read());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    known.unseen.push({ part, why: error.problem.detail });
  }
}

/** Lists are empty for those who may not see them; who is not shown a tenant's database sees only these of it. */
function maySee(permission: string, { database }: Tenant): boolean {
  return database !== null || permission === "seeds.read" || permission === "drift.read";
}

/** What is a tenant's own, as its name and its database are, is no difference. */
function ownFacts(tenant: Tenant): Fact[] {
  return factsOf("tenant", tenant, [
    ...["tenant_type", "parent", "status", "plan", "bundle", "region"] as const,
    ...["country_code", "industry", "agency_group", "health", "sync"] as const,
  ]);
}

interface Part {
  /** The permission. */
  takes: string;
  read(tenant: Tenant, api: Api): Promise<Fact[]>;
}

const parts: Record<string, Part> = {
  infra: { takes: "infra.read", read: (tenant) => Promise.resolve(infraFacts(tenant)) },
  modules: { takes: "modules.read", read: (tenant) => Promise.resolve(moduleStates(tenant)) },
  odoo: { takes: "bindings.read", read: odooFacts },
  settings: { takes: "bindings.read", read: settingFacts },
  seeds: { takes: "seeds.read", read: seedFacts },
  drift: { takes: "drift.read", read: driftFacts },
  members: { takes: "members.read", read: memberFacts },
};

function infraFacts(tenant: Tenant): Fact[] {
  return factsOf("infra", tenant, [
    ...["isolation", "odoo_url", "db_host", "k8s_namespace"] as const,
    ...["infra_template", "image_tag"] as const,
  ]);
}

function moduleStates({ modules }: Tenant): Fact[] {
  return modules.map(({ module_name: name, state: value }) => ({ part: "modules", name, value }));
}

async function bindingsOf(tenant: string, api: Api): Promise<Schemas["Binding"][]> {
  return await allPages((query) =>
    answered(api.GET("/bindings", { params: { query: { ...query, tenant } } }))
  );
}

/** Which Odoo each is, as it says itself now. */
async function odooFacts({ slug }: Tenant, api: Api): Promise<Fact[]> {
  const [binding] = (await bindingsOf(slug, api)).filter(({ sync_enabled }) => sync_enabled);
  if (!binding) return [];
  const params = { path: { name: binding.name } };
  const { version } = await answered(api.POST("/bindings/{name}/test", { params, body: {} }));
  return [{ part: "odoo", name: "version", value: version }];
}

async function settingFacts({ slug }: Tenant, api: Api): Promise<Fact[]> {
  const [binding] = await bindingsOf(slug, api);
  if (!binding) return [];
  return factsOf("settings", binding, [
    ...["transport", "company_name", "lang", "sync_enabled", "unique_refs"] as const,
    ...["bulk_action", "prune_share", "full_shadow_hours", "shadow_minutes", "time_zone"] as const,
    ...["working_day_ends", "new_project_stages", "folded_stages"] as const,
  ]);
}

async function seedFacts({ slug: tenant }: Tenant, api: Api): Promise<Fact[]> {
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

async function driftFacts({ slug: tenant }: Tenant, api: Api): Promise<Fact[]> {
  const { kinds } = await answered(
    api.GET("/drift/summary", { params: { query: { tenant } } }),
  );
  return kinds.map(({ kind, total }) => ({ part: "drift", name: kind, value: String(total) }));
}

async function memberFacts({ slug: tenant }: Tenant, api: Api): Promise<Fact[]> {
  const members = await allPages((query) =>
    answered(api.GET("/tenants/{tenant}/members", { params: { path: { tenant }, query } }))
  );
  return [...Map.groupBy(members, ({ role }) => role)]
    .map(([role, of]) => ({ part: "members", name: role, value: String(of.length) }))
    .sort((one, other) => one.name < other.name ? -1 : 1);
}
