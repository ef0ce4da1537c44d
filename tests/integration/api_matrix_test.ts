import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import { platformRoles, tenantRoles } from "../../supabase/functions/_shared/resources/roles.ts";
import { type Route } from "../../supabase/functions/_shared/resources/route.ts";
import { routes } from "../../supabase/functions/_shared/resources/routes.ts";
import { type Actor, tokenOf } from "./support/actors.ts";
import { api } from "./support/api.ts";
import { endpoints, valid } from "./support/samples.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const mark = crypto.randomUUID().slice(0, 8);
const inFlight = 8;

/** A provider with a client, a tenant beside it, and another provider. */
const tenants = {
  provider: `prov-${mark}`,
  client: `client-${mark}`,
  sibling: `sibling-${mark}`,
  stranger: `other-${mark}`,
};

async function plant(): Promise<void> {
  const { provider, client, sibling, stranger } = tenants;
  await sql`update control.settings set requests_a_minute = 1000000`;
  const insert = (slugs: string[], type: string, parent: string) =>
    sql`
      insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
      select s, s, ${type}, 'active', t.id, s || '@example.com', 'starter'
      from control.tenants t, unnest(${slugs}::text[]) s where t.slug = ${parent}`;
  await insert([provider, stranger], "provider", "platform");
  await insert([sibling], "client", "platform");
  await insert([client], "client", provider);
}

/** Everybody there can be: roles of the platform, of the provider and of its client, machines, and nobody's people. */
function callers(): [name: string, actor: Actor][] {
  const person = (role: string, tenant?: string): [string, Actor] => {
    const name = [role, tenant].filter(Boolean).join("-").replaceAll("_", "-");
    return [name, { user: `${name}-${mark}@example.com`, role, tenant }];
  };
  const owner = `platform-owner-agents-${mark}@example.com`;
  return [
    ...platformRoles.map((role) => person(role)),
    ...tenantRoles.map((role) => person(role, tenants.provider)),
    ...tenantRoles.map((role) => person(role, tenants.client)),
    ["agent", { user: `agent-${mark}`, role: "agent", onBehalfOf: owner }],
    person("none", "no-such-tenant"),
  ];
}

/** The permissions that a caller has, and for which of the tenants. */
async function permissionsOf(actor: Actor): Promise<Set<string>> {
  const claims = JSON.stringify(await claimsOf(actor));
  const slugs = Object.values(tenants);
  return await sql.begin(async (tx) => {
    await tx`select set_config('request.jwt.claims', ${claims}, true)`;
    const rows = await tx<{ held: string }[]>`
      select p.permission || ' ' || t.slug as held
      from (select distinct permission from control.permissions) p
      cross join control.tenants t
      where t.slug = any (${slugs}) and control.may(p.permission, t.id)
      union all
      select p.permission || ' ' from (select distinct permission from control.permissions) p
      where control.may(p.permission, null)
      union all
      select p.permission || ' anywhere' from (select distinct permission from control.permissions) p
      where control.has_anywhere(p.permission)`;
    return new Set(rows.map(({ held }) => held));
  });
}

async function claimsOf({ user, role, onBehalfOf }: Actor) {
  if (role !== "agent") {
    const [row] = await sql`select id from auth.users where email = ${user}`;
    return { role: "authenticated", sub: row!.id };
  }
  const name = `${user} of ${onBehalfOf!.split("@")[0]}`;
  const [row] = await sql`select id, person_id from control.api_tokens where name = ${name}`;
  return { role: "authenticated", sub: row!.person_id, api_token: row!.id };
}

/** One request of the matrix: a route, by somebody, about a tenant where it is about one. */
interface Case {
  route: Route;
  caller: string;
  address: string;
  token: string;
  tenant?: string;
  allowed: boolean;
}

/** A request as the document has it, for things that are not there. */
function sample(route: Route, tenant: string | undefined): { path: string; body?: unknown } {
  const endpoint = endpoints.find(({ id }) => id === route.name)!;
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    if (name === "tenant") return tenant!;
    const { schema } = endpoint.parameters.find((parameter) => parameter.name === name)!;
    return encodeURIComponent(String(fc.sample(valid(schema), { numRuns: 1, seed: 1 })[0]));
  });
  const body = endpoint.body && fc.sample(valid(endpoint.body), { numRuns: 1, seed: 1 })[0];
  return { path, body: said[route.name] ?? body };
}

/** Bodies with more to them than the document tells. */
const said: Record<string, unknown> = {
  request_operation: { type: "backup" },
  create_tenant: {
    ...{ slug: `never-${mark}`, name: "Never", parent: tenants.provider, plan: "starter" },
    ...{ bundle: "finance-ppm", admin_email: "a@example.com", country: "PH" },
  },
  start_run: { type: "shadow" },
  adopt_records: {},
  import_project: { odoo_project: 1, program: { slug: "never" }, project_ref: "NEVER" },
};
const file = {
  body: '{"kind": "programs", "slug": "never", "name": "Never"}',
  headers: { "content-type": "application/x-ndjson" },
};

/** Somebody, with all that they may do. */
type Known = Pick<Case, "caller" | "address" | "token"> & { held: Set<string> };

function cases(route: Route, { held, ...who }: Known): Case[] {
  const permission = route.name === "request_operation" ? "operations.backup" : route.permission!;
  const about = route.path.includes("{tenant}") ? Object.values(tenants) : [undefined];
  return about.map((tenant) => {
    const where = tenant ?? (held.has(`${permission} anywhere`) ? "anywhere" : "");
    return { route, ...who, tenant, allowed: held.has(`${permission} ${where}`) };
  });
}

/** Why an answer is not what the matrix says; undefined when it is. */
async function fault(
  { route, caller, address, token, tenant, allowed }: Case,
): Promise<string | undefined> {
  const { path, body } = sample(route, tenant);
  const answer = await api(route.method, path, { token, ...route.upload ? file : { body } });
  const what = `${caller} ${route.method} ${path}: ${answer.status}`;
  const told = JSON.stringify(answer.body ?? null);
  if (answer.status >= 500) return `${what} ${told}`;
  const refused = [403, 404].includes(answer.status);
  if (allowed) {
    if ([401, 403].includes(answer.status)) return `${what}, which is allowed`;
    if (route.method !== "GET" || answer.status !== 200) return undefined;
    const { error } = route.answer.safeParse(answer.body);
    return error && `${what}, and not as the document says: ${error}`;
  }
  if (refused) return undefined;
  if (route.method === "GET" && answer.status === 200 && isOwn(answer.body, address)) {
    return undefined;
  }
  return `${what}, which is not allowed: ${told.slice(0, 200)}`;
}

/** A list of nothing, or of what is somebody's own. */
function isOwn({ items }: { items?: { email?: string }[] }, address: string): boolean {
  return items?.every(({ email }) => email === address) ?? false;
}

async function faults(all: Case[]): Promise<string[]> {
  const queue = [...all];
  const found: string[] = [];
  await Promise.all(Array.from({ length: inFlight }, async () => {
    for (let one = queue.pop(); one; one = queue.pop()) {
      const why = await fault(one);
      if (why) found.push(why);
    }
  }));
  return found.sort();
}

Deno.test("every endpoint, by everybody, about every tenant: the matrix decides, and nothing else", async (test) => {
  await plant();
  const known: Known[] = [];
  for (const [caller, actor] of callers()) {
    const token = await tokenOf(actor);
    known.push({ caller, address: actor.user, token, held: await permissionsOf(actor) });
  }
  const guarded = routes.filter(({ permission, download }) =>
    permission !== undefined && !permission.includes("<type>") && !download
  );
  const asking = routes.filter(({ name }) => name === "request_operation");
  const all = [...guarded, ...asking].flatMap((route) => known.flatMap((who) => cases(route, who)));
  const denials = all.filter(({ allowed }) => !allowed);
  await test.step(`${denials.length} denials`, async () => {
    const [before] = await sql`select max(position) as position from control.audit_logs`;
    deepStrictEqual(await faults(denials), []);
    const [after] = await sql`select max(position) as position from control.audit_logs`;
    deepStrictEqual(after, before, "nothing was changed");
  });
  // What changes something is tried where each endpoint has its test.
  const reads = all.filter(({ allowed, route }) => allowed && route.method === "GET");
  await test.step(`${reads.length} reads that are allowed`, async () => {
    deepStrictEqual(await faults(reads), []);
  });
  ok(denials.length > reads.length);
  strictEqual(known.length, 15);
});
