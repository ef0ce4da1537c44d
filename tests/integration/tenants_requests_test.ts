import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Actor } from "./support/actors.ts";
import { routeOf } from "./support/api.ts";
import {
  ann,
  ask,
  ben,
  databaseExists,
  databaseOf,
  ended,
  tenancy,
  type TenancyAnswer,
  tenantBody,
  undriven,
} from "./support/tenants.ts";

const create = (body: unknown, key?: string) => ask("POST", "tenant-create", { body, key });
const refusal = ({ http, code }: TenancyAnswer) => [http, code];

Deno.test("ten tenants asked for at once: all active, none failed", async () => {
  await using t = await tenancy();
  const slugs = Array.from({ length: 10 }, (_, at) => t.slug(`ten${at}`));
  const asked = await Promise.all(slugs.map((slug) => create(tenantBody(slug))));
  deepStrictEqual(asked.map(({ http }) => http), Array(10).fill(202));
  await Promise.all(asked.map(({ operation }) => ended(operation.id)));
  for (const slug of slugs) {
    strictEqual((await t.tenant(slug))!.status, "active");
    ok(await databaseExists(slug));
  }
  const [attempts] = await t.sql`
    select max(attempts) as most from control.provisioning_jobs
    where operation_id in ${t.sql(asked.map(({ operation }) => operation.id))}`;
  strictEqual(attempts!.most, 1, "nothing had to be tried twice");
});

Deno.test("one slug asked for ten times at once: one tenant; one key ten times: one operation", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const slug = t.slug("wanted");
  const body = tenantBody(slug);
  const asked = await Promise.all(Array.from({ length: 10 }, () => create(body)));
  deepStrictEqual(asked.map(({ http }) => http).sort(), [202, ...Array(9).fill(409)]);
  ok(asked.every(({ http, code }) => http === 202 || code === "slug_taken"));

  const [other, key] = [tenantBody(t.slug("keyed")), crypto.randomUUID()];
  const keyed = await Promise.all(Array.from({ length: 10 }, () => create(other, key)));
  deepStrictEqual(keyed.map(({ http }) => http), Array(10).fill(202));
  strictEqual(new Set(keyed.map(({ operation }) => operation.id)).size, 1);
  strictEqual(keyed.filter(({ operation }) => !operation.existing).length, 1);

  const changed = { ...other, name: "Another name" };
  deepStrictEqual(refusal(await create(changed, key)), [422, "idempotency_key_reused"]);
  deepStrictEqual(refusal(await create(tenantBody(t.slug("else")), key)), [
    422,
    "idempotency_key_reused",
  ]);
  deepStrictEqual(refusal(await create(other, "k".repeat(256))), [400, "invalid_request"]);
  await t.sql`
    select control.act_for(${ann.user}), control.cancel_operation(o.id)
    from control.operations o join control.tenants t on t.id = o.tenant_id
    where t.slug in ${t.sql([slug, other.slug])} and o.finished_at is null`;
});

Deno.test("a dry run tells what a tenant would be refused for, and what would be done", async () => {
  await using t = await tenancy();
  const slug = t.slug("dry");
  const path = "tenants?dry_run=true";
  const dry = (changes = {}, actor: Actor = ann) =>
    ask("POST", path, { body: tenantBody(slug, changes), actor });
  const told = await dry();
  const route = routeOf("POST", "/tenants");
  const { http, location: _, ...body } = told;
  deepStrictEqual([http, route.dry!.safeParse(body).success], [200, true], JSON.stringify(told));
  deepStrictEqual(told.steps[0]!.name, "reserve");
  deepStrictEqual(refusal(await dry({ slug: "platform" })), [409, "slug_taken"]);
  deepStrictEqual(refusal(await dry({ plan: "none" })), [400, "invalid_request"]);
  const finance = { user: "fay@example.com", role: "finance_owner" };
  deepStrictEqual(refusal(await dry({}, finance)), [403, "forbidden"]);
  strictEqual(await t.tenant(slug), undefined, "nothing was stored");
  strictEqual((await create(tenantBody(slug))).http, 202, "and the slug is free");
  await t.sql`
    select control.act_for(${ann.user}), control.cancel_operation(o.id)
    from control.operations o join control.tenants t on t.id = o.tenant_id
    where t.slug = ${slug}`;
});

Deno.test("a key is its caller's own, and lets nobody in", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const [body, key] = [tenantBody(t.slug("owned")), crypto.randomUUID()];
  const by = (actor: Actor) => ask("POST", "tenant-create", { body, key, actor });
  const { operation } = await create(body, key);
  const viewer = { user: "vic@example.com", role: "viewer", tenant: body.slug };
  deepStrictEqual(refusal(await by(viewer)), [404, "not_found"], "the parent is hidden from vic");
  const finance = { user: "fay@example.com", role: "finance_owner" };
  deepStrictEqual(refusal(await by(finance)), [403, "forbidden"]);
  deepStrictEqual(refusal(await by(ben)), [409, "slug_taken"], "to ben it is a new request");
  const again = await by(ann);
  deepStrictEqual([again.operation.id, again.operation.existing], [operation.id, true]);
  await ask("POST", `operations/${operation.id}/cancel`);
});

Deno.test("who asked approves under no other spelling of the name", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const agent = { user: "helper", role: "agent", onBehalfOf: ann.user };
  const body = tenantBody(t.slug("spelt"));
  const { operation } = await ask("POST", "tenant-create", { body, actor: agent });
  strictEqual(operation.status, "waiting_approval");
  const approve = (actor: Actor) => ask("POST", `operations/${operation.id}/approve`, { actor });
  deepStrictEqual(refusal(await approve(ann)), [403, "forbidden"], "the one it acts for");
  const spelt = { user: "\uff21nn@example.com", role: "platform_owner" };
  deepStrictEqual(refusal(await approve(spelt)), [403, "forbidden"], "whose name reads the same");
  strictEqual((await approve(ben)).http, 200);
  await ask("POST", `operations/${operation.id}/cancel`);
});

const evil = [
  `'; drop table control.tenants; --`,
  `"; drop schema control cascade; --`,
  "$$; select pg_sleep(9); $$",
  "../../etc/passwd",
  "..%2f..%2fpostgres",
  "postgres",
  "template1",
  "name\nsecond line",
  "nul\u0000byte",
  "\u202Eevil",
  "{{7*7}}",
  "a".repeat(300),
];

Deno.test("names that are attempts at injection are refused by field and rule, or kept as they are", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const schemas = async () =>
    (await t.sql`select string_agg(nspname, ',' order by nspname) as all from pg_namespace`)[0]!
      .all;
  const before = await schemas();
  const reserved = ["postgres", "template1"];
  const fields = [
    "slug",
    "admin_email",
    "parent",
    "plan",
    "bundle",
    "template",
    "domain",
    "country",
  ];
  for (const field of fields) {
    for (const value of evil.filter((value) => !reserved.includes(value))) {
      const { http, faults } = await create({ ...tenantBody(t.slug("evil")), [field]: value });
      strictEqual(http, 400, `${field}: ${value}`);
      deepStrictEqual([...new Set(faults!.map((fault) => fault.field))], [field]);
      ok(faults!.every(({ rule }) => rule.length > 0));
    }
  }
  for (const key of ["database", "schema", "odoo_url", "status", "__proto__", "parent_id"]) {
    const body = JSON.parse(
      JSON.stringify({ ...tenantBody(t.slug("evil")) }).replace(
        /}$/,
        `, ${JSON.stringify(key)}: "postgres"}`,
      ),
    );
    const { http } = await create(body);
    strictEqual(http, 400, `${key} is nothing that callers choose`);
  }
  for (const slug of evil) {
    const path = `tenants/${encodeURIComponent(slug)}`;
    strictEqual((await ask("GET", path)).http, 404, slug);
    const asked = await ask("POST", `${path}/operations`, { body: { type: "pause" } });
    strictEqual(asked.http, 404, slug);
  }
  for (const module of ["../base", "base'; --", "Base", ""]) {
    const body = { type: "module_apply", params: { modules: [module] } };
    const { http, faults } = await ask("POST", "tenants/tbwa/operations", { body });
    deepStrictEqual([http, faults?.[0]?.field], [400, "params.modules.0"]);
  }
  strictEqual(await schemas(), before);

  for (const name of ["nul\u0000byte", "half \ud800 a pair"]) {
    const { http, faults } = await create({ ...tenantBody(t.slug("evil")), name });
    deepStrictEqual([http, faults?.[0]?.field], [400, "name"], "PostgreSQL cannot store it");
  }

  // Names of people and companies may hold anything that text may.
  const slug = t.slug("bobby");
  const name = `Robert'); drop table "tenants";-- ../{{7*7}} $$ \u202Eé`;
  strictEqual((await create(tenantBody(slug, { name }))).http, 202);
  strictEqual((await t.tenant(slug))!.name, name);
  strictEqual((await t.tenant(slug))!.database, databaseOf(slug));
  await t.sql`
    select control.act_for(${ann.user}), control.cancel_operation(o.id)
    from control.operations o join control.tenants t on t.id = o.tenant_id
    where t.slug = ${slug} and o.finished_at is null`;
});

Deno.test("a request is picked up at once", async () => {
  await using t = await tenancy();
  const waits: number[] = [];
  for (let round = 0; round < 5; round++) {
    const slug = t.slug("swift");
    await t.sql`
      insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
      select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
      from control.tenants where slug = 'platform'`;
    const body = { type: "upgrade_to_provider" };
    const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
    await ended(operation.id);
    const [row] = await t.sql`
      select extract(epoch from started_at - created_at)::float as wait
      from control.operations where id = ${operation.id}`;
    waits.push(row!.wait);
  }
  const told = waits.map((wait) => `${Math.round(wait * 1000)} ms`).join(", ");
  console.log(`from insert to first claim: ${told}`);
  ok(waits.every((wait) => wait < 5), told);
});
