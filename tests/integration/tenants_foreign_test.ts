import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { operations } from "../../supabase/functions/_shared/tenancy/operations.ts";
import { tokenOf } from "./support/actors.ts";
import { digests, giveNamesBack, takeNames } from "./support/foreign.ts";
import { created, toTheEnd, workOff } from "./support/runner.ts";
import { dropOdooDatabase } from "./support/stack.ts";
import {
  ann,
  ask,
  databaseNames,
  databaseOf,
  doneByTwo,
  ended,
  odooPostgres,
  stack,
  tenancy,
  type TenancyAnswer,
  tenantBody,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** What kinds need to be told; one that is not here is begun with nothing. */
const inputs: Record<string, (slug: string) => Record<string, unknown>> = {
  clone: (slug) => ({ source: slug, source_database: "odoo_none", with_data: true }),
  module_apply: () => ({ modules: ["contacts"] }),
  purge: (slug) => ({ confirm: slug }),
  upgrade_image: () => ({ image_tag: "none" }),
};

type Planned = { name: string }[];

async function planned(t: Tenancy, kind: string): Promise<Planned> {
  const [row] = await t.sql<[{ steps: Planned }]>`
    select control.steps_of(${kind}, ${stack.odoo.url}) as steps`;
  return row.steps;
}

/** Has an operation queued past all that would refuse to open it: what holds then are its steps alone. */
async function force(
  t: Tenancy,
  slug: string,
  kind: string,
  given?: Planned,
): Promise<string> {
  const steps = given ?? await planned(t, kind);
  const { id: tenantId, status } = (await t.tenant(slug))!;
  const [row] = await t.sql`
    insert into control.operations (tenant_id, kind, status, tenant_status, requested_by, input)
    values (${tenantId}, ${kind}, 'queued', ${status}, 'ann@example.com', ${
    t.sql.json((inputs[kind]?.(slug) ?? {}) as never)
  })
    returning id`;
  const once = steps.map((step) => ({ ...step, max_attempts: 1 }));
  await t.sql`select control.insert_steps(${row!.id}, ${t.sql.json(once as never)})`;
  return row!.id;
}

/** Every kind there is, whole, and then each of its steps as if nothing were before it. */
async function walk(t: Tenancy, slug: string): Promise<void> {
  const before = await digests(t, slug);
  const unchanged = async (what: string) => deepStrictEqual(await digests(t, slug), before, what);
  const seen = new Set<string>();
  for (const { kind, steps } of operations) {
    await toTheEnd(t.sql, await force(t, slug, kind));
    await unchanged(kind);
    const left = (await planned(t, kind)).filter(({ name }) => !seen.has(name));
    for (const step of left) {
      seen.add(step.name);
      await toTheEnd(t.sql, await force(t, slug, kind, [step]));
    }
    ok(steps.length > 0);
    await unchanged(`each step of ${kind}`);
  }
}

const reasons = ({ steps }: TenancyAnswer) =>
  Object.fromEntries(
    steps.filter(({ skip_reason }) => skip_reason).map((step) => [step.name, step.skip_reason]),
  );

/** What a person reads of an end that touched nothing. */
function expectReasons(slug: string, end: TenancyAnswer): void {
  const told = reasons(end);
  const name = slug.replaceAll("-", "_");
  for (const step of ["last_backup", "remove_database"].filter((step) => step in told)) {
    match(told[step]!, new RegExp(`"odoo_${name}" is not known to be "${slug}"'s.*left alone`));
  }
  ok(told.remove_database);
  match(told.remove_role!, new RegExp(`tenant_${name} .*was not made for this tenant`));
  match(told.remove_schema!, new RegExp(`no schema ${name} that was made for the tenant`));
}

testOnOwnServer(
  "a tenant that was stored and never created: nothing of its names is touched by anything",
  async () => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = t.slug("stored");
    await tokenOf(ann);
    await t.sql`
      select control.act_for(${ann.user}), control.create_tenant(${
      t.sql.json({ ...tenantBody(slug), country: undefined, tenant_type: "client" } as never)
    })`;
    await takeNames(t, slug);
    try {
      await walk(t, slug);
    } finally {
      await giveNamesBack(t, slug);
    }
  },
);

testOnOwnServer(
  "a tenant whose creation was refused: decommissioned and purged, it takes nothing along",
  async () => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = t.slug("refused");
    const asked = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    await takeNames(t, slug);
    try {
      await workOff();
      const { error } = await ended(asked.operation.id, "failed");
      deepStrictEqual([error!.step, error!.code], ["reserve", "odoo_database_exists"]);
      const before = await digests(t, slug);
      const apart = async (kind: string, input?: unknown) => {
        const body = { type: kind, params: input };
        const { operation } = await ask("POST", `tenants/${slug}/operations`, { body });
        const actor = { user: "ben@example.com", role: "platform_owner" };
        await ask("POST", `operations/${operation.id}/approve`, { actor });
        await workOff();
        return await ask("GET", `operations/${operation.id}`);
      };
      const body = { type: "rebuild" };
      const rebuilt = await ask("POST", `tenants/${slug}/operations`, { body });
      deepStrictEqual([rebuilt.http, rebuilt.code], [409, "database_foreign"], "nothing was made");
      const gone = await apart("decommission");
      strictEqual(gone.status, "succeeded");
      expectReasons(slug, gone);
      deepStrictEqual(await digests(t, slug), before);
      const purged = await apart("purge", { confirm: slug });
      strictEqual(purged.status, "succeeded");
      expectReasons(slug, purged);
      deepStrictEqual(await digests(t, slug), before);
      await walk(t, slug);
    } finally {
      await giveNamesBack(t, slug);
    }
  },
);

testOnOwnServer(
  "a tenant that was decommissioned long ago and whose names have a new owner",
  async () => {
    await using t = await tenancy();
    const slug = t.slug("former");
    const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    await ended(operation.id);
    await doneByTwo(slug, "decommission");
    await using _alone = await undriven(t.sql);
    await takeNames(t, slug);
    try {
      await walk(t, slug);
    } finally {
      await giveNamesBack(t, slug);
    }
  },
);

testOnOwnServer(
  "a database that has the name which an operation has for its own is left alone",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    await using odoo = odooPostgres();
    for (
      const [kind, step, use] of [
        ["create", "database", "build"],
        ["restore", "restore_staging", "restoring"],
        ["restore_drill", "drill_restore", "drill"],
      ] as const
    ) {
      await test.step(use, async () => {
        const slug = t.slug("beside");
        await ask("POST", "tenant-create", { body: tenantBody(slug), key: slug });
        await t.sql`
          update control.operations set cancel_requested_at = now(), status = 'cancelled', finished_at = now()
          where tenant_id = (select id from control.tenants where slug = ${slug})`;
        const only = (await planned(t, kind)).filter(({ name }) => name === step);
        const id = await force(t, slug, kind, only);
        const name = `${use}_${id.replaceAll("-", "")}`;
        await odoo.sql.unsafe(`create database "${name}"`);
        const oid = async () =>
          (await odoo.sql`select oid from pg_database where datname = ${name}`)[0]?.oid;
        const before = await oid();
        try {
          await toTheEnd(t.sql, id);
          const { error } = await ask("GET", `operations/${id}`);
          deepStrictEqual([error!.code, error!.step], ["not_ours", step]);
          strictEqual(await oid(), before);
        } finally {
          await odoo.sql.unsafe(`drop database "${name}" with (force)`);
        }
      });
    }
    ok(!(await databaseNames()).some((name) => name.startsWith("build_")), "nothing is left");
  },
);

testOnOwnServer(
  "a tenant whose database has become somebody else's is not cloned with what is in it now",
  async () => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const [source, slug] = [await created(t, "became"), t.slug("copy")];
    await dropOdooDatabase(databaseOf(source));
    await t.copyDatabase(databaseOf(source));
    await using odoo = odooPostgres(databaseOf(source));
    await odoo.sql`update ir_cron set active = false`;
    const input = { slug, name: "A clone", with_data: true };
    const body = { type: "clone", params: input };
    const { operation } = await ask("POST", `tenants/${source}/operations`, { body });
    await toTheEnd(t.sql, operation.id);
    const { error } = await ended(operation.id, "failed");
    deepStrictEqual([error!.step, error!.code], ["database", "not_ours"]);
    match(error!.detail, new RegExp(`is not known to be "${source}"'s.*left alone`));
    const names = await databaseNames();
    ok(names.includes(databaseOf(source)));
    ok(!names.includes(databaseOf(slug)));
    ok(!names.some((name) => name.startsWith("build_")), "nothing of it was copied");
  },
);
