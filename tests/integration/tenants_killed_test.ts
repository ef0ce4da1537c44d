import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { operations } from "../../supabase/functions/_shared/tenancy/operations.ts";
import { mortalRun, Strikes } from "./support/mortal.ts";
import {
  ask,
  ben,
  databaseExists,
  logIn,
  tenancy,
  tenantBody,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** Lets one process after another die until the operation has ended. */
async function throughDeaths(t: Tenancy, id: string): Promise<string[]> {
  const strikes = new Strikes();
  for (let run = 0; run < 200; run++) {
    await mortalRun(strikes);
    await t.sql`
      update control.provisioning_jobs
      set lease_expires_at = clock_timestamp() - interval '1 second'
      where operation_id = ${id} and status = 'running'`;
    const { status, error } = await ask("GET", `operations/${id}`);
    if (status === "succeeded") return strikes.struck;
    if (status === "failed") throw new Error(JSON.stringify(error));
    // A step that was cut off outside is looked at again in a while.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Cannot go on with ${id}: it does not end.`);
}

Deno.test({
  name: "a creation and a decommissioning, killed at and in every step, end as if nothing had been",
  // The dead never hear their answers.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const slug = t.slug("undead");
    const { operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    const struck = await throughDeaths(t, id);
    for (const { name } of operations.create!) ok(struck.includes(`${name}: before`), name);
    // Which answers come in time to be the last thing seen depends on the machine.
    ok(struck.filter((strike) => strike.endsWith("answer")).length >= 5, struck.join("; "));

    strictEqual((await t.tenant(slug))!.status, "active");
    const password = (await t.secret(slug, "odoo_admin"))!;
    strictEqual(typeof await logIn(slug, `${slug}@example.com`, password), "number");
    const bot = `platform-bot@${slug}.invalid`;
    strictEqual(typeof await logIn(slug, bot, (await t.secret(slug, "odoo_bot"))!), "number");
    const [made] = await t.sql`
      select (select count(*) from ops.odoo_bindings where tenant_slug = ${slug})::int as bindings,
        (select count(*) from vault.secrets where name like ${`tenant/${slug}/%`})::int as secrets`;
    ok(made!.secrets >= 2 && made!.bindings === 1, JSON.stringify(made));

    const body = { kind: "decommission" };
    const asked = await ask("POST", `tenants/${slug}/operations`, { body });
    await ask("POST", `operations/${asked.operation.id}/approve`, { actor: ben });
    const again = await throughDeaths(t, asked.operation.id);
    for (const { name } of operations.decommission!) ok(again.includes(`${name}: before`), name);
    strictEqual(await databaseExists(slug), false);
    const [left] = await t.sql`
      select (select count(*) from vault.secrets where name like ${`tenant/${slug}/%`})::int as secrets,
        (select count(*) from pg_namespace where nspname = ${
      slug.replaceAll("-", "_")
    })::int as schemas`;
    deepStrictEqual({ ...left }, { secrets: 0, schemas: 0 });
  },
});
