import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { tokenOf } from "./support/actors.ts";
import { killFunction } from "./support/stack.ts";
import {
  ann,
  ask,
  ben,
  databaseExists,
  databaseOf,
  done,
  ended,
  hurry,
  logIn,
  stack,
  tenancy,
  tenantBody,
} from "./support/tenants.ts";

Deno.test("a tenant's life: created, paused, resumed, cloned, upgraded, decommissioned", async (test) => {
  await using t = await tenancy();
  const slug = t.slug("acme");
  const clone = t.slug("copy");
  const admin = `${slug}@example.com`;
  const password = async () => (await t.secret(slug, "odoo_admin"))!;

  await test.step("created, its administrator logs in and nobody of the template does", async () => {
    const key = crypto.randomUUID();
    const answer = await ask("POST", "tenant-create", { body: tenantBody(slug), key });
    strictEqual(answer.http, 202, answer.detail);
    strictEqual(answer.location, `/functions/v1/api/operations/${answer.operation.id}`);
    const again = await ask("POST", "tenant-create", { body: tenantBody(slug), key });
    deepStrictEqual([again.http, again.operation.id, again.operation.existing], [
      202,
      answer.operation.id,
      true,
    ]);
    const { steps } = await ended(answer.operation.id);
    const skipped = steps.filter(({ status }) => status === "skipped");
    match(skipped.find(({ name }) => name === "superset")!.skip_reason, /not configured/);
    strictEqual((await t.tenant(slug))!.status, "active");
    strictEqual(typeof await logIn(slug, admin, await password()), "number");
    const { logins } = stack.odoo;
    for (const { login, password } of [logins.admin, logins.bot, logins.projectManager]) {
      strictEqual(await logIn(slug, login, password), false, login);
    }
    const { login, apiKey } = logins.bot; // the stack has none before Odoo 19
    if (apiKey) strictEqual(await logIn(slug, login, apiKey), false, "the key");
  });

  await test.step("the seeds reach it by its binding", async () => {
    const [bound] = await t.sql`
      select url, database, username, password from ops.odoo_connection(${slug})`;
    strictEqual(bound!.database, (await t.tenant(slug))!.database);
    strictEqual(typeof await logIn(slug, bound!.username, bound!.password), "number");
    const [schema] = await t.sql`
      select to_regclass(${`${(await t.tenant(slug))!.schema}.tenant_config`}) is not null as is`;
    strictEqual(schema!.is, true);
  });

  await test.step("the catalog knows what its modules depend on", async () => {
    const { items } = await ask("GET", `tenants/${slug}/modules?limit=200`) as unknown as {
      items: { module_name: string }[];
    };
    ok(items.length > 0);
    for (const { module_name } of items) {
      const { depends_on } = await ask("GET", `catalog/modules/${module_name}`) as unknown as {
        depends_on: string[];
      };
      ok(depends_on.length > 0 && !depends_on.includes(module_name), module_name);
      if (module_name === "project") ok(depends_on.includes("mail"), `${depends_on}`);
    }
  });

  await test.step("its slug and its key are taken", async () => {
    const taken = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    deepStrictEqual([taken.http, taken.code], [409, "slug_taken"]);
    const key = crypto.randomUUID();
    const body = { type: "upgrade_to_provider" };
    const asked = await ask("POST", `tenants/${slug}/operations`, { body, key });
    await ended(asked.operation.id);
    strictEqual((await t.tenant(slug))!.tenant_type, "provider");
    const other = { body: { type: "pause" }, key };
    const reused = await ask("POST", `tenants/${slug}/operations`, other);
    deepStrictEqual([reused.http, reused.code], [422, "idempotency_key_reused"]);
  });

  await test.step("paused, nobody gets in; resumed, the same ones do", async () => {
    await done(slug, "pause");
    strictEqual((await t.tenant(slug))!.status, "paused");
    strictEqual(await logIn(slug, admin, await password()), false);
    const twice = await ask("POST", `tenants/${slug}/operations`, { body: { type: "pause" } });
    deepStrictEqual([twice.http, twice.code], [409, "tenant_status_refused"]);
    await done(slug, "resume");
    strictEqual((await t.tenant(slug))!.status, "active");
    strictEqual(typeof await logIn(slug, admin, await password()), "number");
  });

  await test.step("a module added, and known to be there", async () => {
    await done(slug, "module_apply", { modules: ["project", "contacts"] });
    const rows = await t.sql`
      select m.module_name as name from control.tenant_module_states m
      join control.tenants t on t.id = m.tenant_id
      where t.slug = ${slug} and m.state = 'installed' order by 1`;
    deepStrictEqual(rows.map(({ name }) => name), ["contacts", "project"]);
  });

  await test.step("cloned with its data, neutral and under passwords of its own", async () => {
    const input = { slug: clone, name: "A copy", with_data: true };
    const { steps } = await done(slug, "clone", input);
    strictEqual(steps.find(({ name }) => name === "neutral")!.status, "succeeded");
    strictEqual(await logIn(clone, admin, await password()), false);
    const own = (await t.secret(clone, "odoo_admin"))!;
    notStrictEqual(own, await password());
    strictEqual(typeof await logIn(clone, admin, own), "number");
    strictEqual((await t.tenant(clone))!.status, "active");
  });

  await test.step("the clone rebuilt by two people, from the bundle alone", async () => {
    const asked = await ask("POST", `tenants/${clone}/operations`, { body: { type: "rebuild" } });
    deepStrictEqual([asked.http, asked.operation.status], [202, "waiting_approval"]);
    await ask("POST", `operations/${asked.operation.id}/approve`, { actor: ben });
    await ended(asked.operation.id);
    const own = (await t.secret(clone, "odoo_admin"))!;
    strictEqual(typeof await logIn(clone, admin, own), "number");
  });

  await test.step("the clone decommissioned by two people, nothing of it is left", async () => {
    const body = { type: "decommission" };
    const asked = await ask("POST", `tenants/${clone}/operations`, { body });
    deepStrictEqual([asked.http, asked.operation.status], [202, "waiting_approval"]);
    const { id } = asked.operation;
    const self = await ask("POST", `operations/${id}/approve`, { actor: ann });
    deepStrictEqual([self.http, self.code], [403, "forbidden"]);
    const { schema } = (await t.tenant(clone))!;
    strictEqual((await ask("POST", `operations/${id}/approve`, { actor: ben })).http, 200);
    await ended(id);
    strictEqual((await t.tenant(clone))!.status, "decommissioned");
    strictEqual(await databaseExists(clone), false);
    const [left] = await t.sql`
      select (select count(*) from vault.secrets where name like ${`tenant/${clone}/%`})::int as secrets,
        (select count(*) from pg_namespace where nspname = ${schema})::int as schemas,
        (select count(*) from ops.odoo_bindings where tenant_slug = ${clone} and sync_enabled)::int as bindings`;
    deepStrictEqual({ ...left }, { secrets: 0, schemas: 0, bindings: 0 });
  });
});

Deno.test("a tenant that is only stored is created when asked; one that shares a database gets a schema", async () => {
  await using t = await tenancy();
  const slug = t.slug("shared");
  const body = tenantBody(slug, { isolation: "schema" });
  const stored = { ...body, tenant_type: "client", country_code: "PH" };
  await tokenOf(ann);
  await t.sql`
    select control.act_for(${ann.user}), control.create_tenant(${t.sql.json(stored)})`;
  const taken = await ask("POST", "tenant-create", { body });
  deepStrictEqual([taken.http, taken.code], [409, "slug_taken"]);
  match(String(taken.suggestion), /ask it for the operation create/);

  const { steps } = await done(slug, "create");
  const worked = steps.filter(({ status }) => status === "succeeded").map(({ name }) => name);
  deepStrictEqual(worked, ["schema"]);
  const { status, database, schema } = (await t.tenant(slug))!;
  deepStrictEqual([status, database], ["active", "odoo_platform"]);
  const hasSchema = async () => {
    const [row] = await t.sql`select to_regnamespace(${schema}) is not null as is`;
    return row!.is;
  };
  strictEqual(await hasSchema(), true);
  const again = await ask("POST", `tenants/${slug}/operations`, { body: { type: "create" } });
  deepStrictEqual([again.http, again.code], [409, "tenant_status_refused"]);

  const end = { body: { type: "decommission" } };
  const { operation: { id } } = await ask("POST", `tenants/${slug}/operations`, end);
  await ask("POST", `operations/${id}/approve`, { actor: ben });
  await ended(id);
  strictEqual(await hasSchema(), false);
});

Deno.test("a database of the same name that is somebody else's is left alone", async () => {
  await using t = await tenancy();
  const slug = t.slug("taken");
  const database = databaseOf(slug);
  await t.copyDatabase(database);
  const answer = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  const { error } = await ended(answer.operation.id, "failed");
  deepStrictEqual([error!.code, error!.step], ["odoo_database_exists", "reserve"]);
  strictEqual(await databaseExists(slug), true, "it was somebody else's");
  strictEqual((await t.tenant(slug))!.status, "error");
});

Deno.test("the function is killed in the middle of a creation: another one goes on", async () => {
  await using t = await tenancy();
  const slug = t.slug("killed");
  const { operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await t.until(id, "modules");
  await killFunction("operations-run");
  await hurry(t.sql, id);
  const { steps } = await ended(id);
  ok(steps.some(({ attempts }) => attempts > 1), "a step was begun twice");
  strictEqual((await t.tenant(slug))!.status, "active");
});

Deno.test("what callers do wrong is told by field and rule", async (test) => {
  await using t = await tenancy();
  const slug = t.slug("wrong");
  const cases: [changes: Record<string, unknown>, field: string][] = [
    [{ slug: "Robert'); drop table tenants;--" }, "slug"],
    [{ slug: "a--b" }, "slug"],
    [{ slug: "acme_corp" }, "slug"],
    [{ plan: "none-such" }, "plan"],
    [{ bundle: "none-such" }, "bundle"],
    [{ template: "none-such" }, "template"],
    [{ type: "platform_owner" }, "type"],
    [{ admin_email: "nobody" }, "admin_email"],
    [{ country: "Philippines" }, "country"],
    [{ country: "XX" }, "country"],
    [{ slug: "auth" }, "slug"],
    [{ isolation: "row" }, "isolation"],
    [{ name: "" }, "name"],
    [{ parent: undefined }, "parent"],
  ];
  for (const [changes, field] of cases) {
    await test.step(JSON.stringify(changes), async () => {
      const { http, faults } = await ask("POST", "tenant-create", {
        body: { ...tenantBody(slug), ...changes },
      });
      strictEqual(http, 400);
      deepStrictEqual([...new Set(faults?.map((fault) => fault.field))], [field]);
      ok(faults![0]!.rule.length > 0);
    });
  }
  const body = tenantBody(slug);
  const refused = async (options: Parameters<typeof ask>[2], path = "tenant-create") => {
    const { http, code } = await ask("POST", path, options);
    return [http, code];
  };
  deepStrictEqual(await refused({ body, token: "wrong" }), [401, "unauthorized"]);
  deepStrictEqual(await refused({ body, token: stack.seedRunToken }), [401, "unauthorized"]);
  const stranger = { user: "eve@example.com", role: "finance_owner" };
  deepStrictEqual(await refused({ body, actor: stranger }), [403, "forbidden"]);
  const orphan = tenantBody(slug, { parent: "none-such" });
  deepStrictEqual(await refused({ body: orphan }), [404, "not_found"]);
  const below = tenantBody(slug, { parent: "tbwa" });
  deepStrictEqual(await refused({ body: below }), [422, "tenant_tree_refused"]);
  const drill = { body: { type: "restore_drill" } };
  deepStrictEqual(await refused(drill, "tenants/scout/operations"), [409, "database_shared"]);
  deepStrictEqual(await refused(drill, "tenants/platform/operations"), [409, "database_foreign"]);
  strictEqual(await t.tenant(slug), undefined, "nothing was stored");
});
