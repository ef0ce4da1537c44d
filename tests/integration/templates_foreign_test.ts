import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { endless } from "../../supabase/functions/_shared/budget.ts";
import { templateShelf } from "../../supabase/functions/_shared/database/templates.ts";
import { keepTemplates } from "../../supabase/functions/_shared/tenancy/templates.ts";
import { runnerDeps, toTheEnd } from "./support/runner.ts";
import { dropOdooDatabase } from "./support/stack.ts";
import {
  ask,
  databaseNames,
  ended,
  odooPostgres,
  stack,
  tenancy,
  tenantBody,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A bundle of one small app and its templates, worked on by the test alone; ends with `await using`. */
async function shelf(t: Tenancy) {
  const bundle = `mine-${crypto.randomUUID().slice(0, 8)}`;
  await t.sql`
    insert into control.module_bundles (code, name, bundle_type, modules)
    values (${bundle}, 'A small app', 'kit', array['contacts'])`;
  const names: string[] = [];
  return {
    bundle,
    async want(): Promise<string> {
      const [row] = await t.sql`
        select control.want_template(${bundle}, 'PH', ${stack.odoo.url}) as name`;
      names.push(row!.name);
      return row!.name;
    },
    async rows() {
      const all = await t.sql`
        select database, status, uuid from control.database_templates where bundle_code = ${bundle}`;
      names.push(...all.map(({ database }) => database));
      return all;
    },
    /** Makes attempts until it is ready, as if the pauses were waited: what Odoo does not answer in time it may still do. */
    async ready() {
      for (let attempt = 0; attempt < 30; attempt++) {
        const [row] = await this.rows();
        if (row!.status === "ready") return row!;
        await t.sql`
          update ops.work set run_after = clock_timestamp()
          where kind = 'template' and status <> 'running'`;
        await attempts(1);
      }
      throw new Error("Cannot wait for a template: it does not become ready.");
    },
    async [Symbol.asyncDispose]() {
      await t.sql`delete from control.database_templates where bundle_code = ${bundle}`;
      for (const name of new Set(names)) {
        await dropOdooDatabase(name);
        await dropOdooDatabase(`build_${name}`);
      }
    },
  };
}

/** Makes so many attempts, as operations-run does. */
async function attempts(count: number): Promise<void> {
  await using deps = runnerDeps();
  const budget = { ...endless, spent: () => count-- <= 0 };
  await keepTemplates(deps, templateShelf(() => deps.sql, deps.config.leaseSeconds), budget);
}

/** What tells whether a database is the same, and unchanged. */
async function identity(name: string) {
  await using odoo = odooPostgres();
  await using inside = odooPostgres(name);
  const [database] = await odoo.sql`
    select oid, datallowconn, datacl::text, datdba from pg_database where datname = ${name}`;
  const [content] = await inside.sql`
    select
      (select count(*)::int from ir_module_module where state = 'installed') as modules,
      (select value from ir_config_parameter where key = 'database.uuid') as uuid,
      (select md5(string_agg(u::text, '' order by id)) from res_users u) as users`;
  return { ...database, ...content };
}

const faultOf = async (t: Tenancy, name: string): Promise<string> => {
  const [fault] = await t.sql`
    select detail from ops.reconcile_faults where task = 'control.disown_template' and object = ${name}`;
  return fault!.detail;
};

testOnOwnServer(
  "a template that is to be built, and whose name somebody has: theirs stays, another one is built",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    for (
      const [prefix, why] of [["", /it was there before/], [
        "build_",
        /has the name "build_/,
      ]] as const
    ) {
      await test.step(`${prefix}<its name>`, async () => {
        await using kit = await shelf(t);
        const name = await kit.want();
        await t.copyDatabase(prefix + name);
        const before = await identity(prefix + name);
        await attempts(1);
        deepStrictEqual(await identity(prefix + name), before);
        match(await faultOf(t, name), why);
        const [next, ...others] = await kit.rows();
        deepStrictEqual([next!.status, others], ["building", []]);
        notStrictEqual(next!.database, name);
      });
    }
  },
);

testOnOwnServer("a ready template in whose place somebody put another database", async (test) => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  await using kit = await shelf(t);
  const name = await kit.want();

  await test.step("it is built under a name of its own, and has the template's once it is known", async () => {
    await attempts(1);
    const made = await databaseNames();
    deepStrictEqual([made.includes(`build_${name}`), made.includes(name)], [true, false]);
    const { uuid } = await kit.ready();
    strictEqual(uuid, (await identity(name)).uuid);
    ok(!(await databaseNames()).includes(`build_${name}`));
  });

  await dropOdooDatabase(name);
  await t.copyDatabase(name);
  const before = await identity(name);

  await test.step("no tenant gets a copy of it", async () => {
    const slug = t.slug("wary");
    const asked = await ask("POST", "tenant-create", {
      body: tenantBody(slug, { bundle: kit.bundle }),
    });
    const { id } = asked.operation;
    await toTheEnd(t.sql, id);
    await ended(id);
    const [step] = await t.sql`
      select output -> 'copy_of' as source from control.provisioning_jobs
      where operation_id = ${id} and name = 'database' and action = 'apply'`;
    strictEqual(step!.source, null, "it was installed");
  });

  await test.step("and it is never dropped", async () => {
    const stale = (await kit.rows()).filter(({ status }) => status === "stale");
    deepStrictEqual(stale.map(({ database }) => database), [name]);
    await attempts(1);
    deepStrictEqual(await identity(name), before);
    match(await faultOf(t, name), /its database\.uuid is another one\. It was left alone/);
    const left = await kit.rows();
    deepStrictEqual(left.map(({ status }) => status), ["building"]);
    notStrictEqual(left[0]!.database, name);
  });
});

testOnOwnServer("a look at a template finds another database, and leaves it alone", async () => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  await using kit = await shelf(t);
  const name = await kit.want();
  await t.sql`
    update control.database_templates
    set status = 'ready', uuid = gen_random_uuid(), odoo_version = '19.0', closure_hash = 'x',
      checked_at = '2020-01-01'
    where database = ${name}`;
  await t.copyDatabase(name);
  const before = await identity(name);
  await attempts(1);
  deepStrictEqual(await identity(name), before);
  match(await faultOf(t, name), /its database\.uuid is another one/);
  const [next, ...others] = await kit.rows();
  deepStrictEqual([next!.status, others], ["building", []]);
});
