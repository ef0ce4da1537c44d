import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { odooCalls } from "./support/backups.ts";
import { eventually } from "./support/eventually.ts";
import { ask, ended, logIn, tenancy, tenantBody } from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** Has a tenant probed or measured at once, and waits until it was. */
async function cared(t: Tenancy, slug: string, care: "probe" | "measure") {
  const [{ id }] = await t.sql<
    [{ id: string }]
  >`select id from control.tenants where slug = ${slug}`;
  await t.sql`select ops.put_work(${care}, ${id}, p_lane => 'tests')`;
  await eventually(`${care} of ${slug} is done`, async () => {
    const rows = await t.sql`select from ops.work where kind = ${care} and key = ${id}`;
    return rows.length === 0 || undefined;
  });
  const [health] = await t.sql<[{ state: string; detail: string; found_by: string }]>`
    select state, detail, found_by from control.tenant_health where tenant_id = ${id}`;
  return health;
}

Deno.test("a probe finds what is wrong in a tenant's Odoo, and that it is well again", async (test) => {
  await using t = await tenancy();
  const slug = t.slug("cared");
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await ended(operation.id);
  const password = (await t.secret(slug, "odoo_admin"))!;
  const uid = await logIn(slug, `${slug}@example.com`, password) as number;
  const call = odooCalls((await t.tenant(slug))!.database, uid, password);
  // Whatever was due in its template for longer than an hour is late here, until Odoo has done it.
  const actions = await call("ir.cron", "search", [[["active", "=", true]]]) as number[];
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19).replace("T", " ");
  await call("ir.cron", "write", [actions, { nextcall: tomorrow }]);
  const well = async () => {
    const { state, detail, found_by } = await cared(t, slug, "probe");
    deepStrictEqual([state, found_by], ["healthy", "probe"], detail);
    match(detail, /all well, Odoo \d+\.\d/);
  };

  await test.step("well", well);

  await test.step("a mail that could not be sent", async () => {
    const mail = { subject: "Stuck", email_to: "ann@example.com", state: "exception" };
    const [id] = await call("mail.mail", "create", [[mail]]) as number[];
    const { state, detail } = await cared(t, slug, "probe");
    strictEqual(state, "degraded");
    match(detail, /1 mails could not be sent/);
    await call("mail.mail", "write", [[id], { state: "cancel" }]);
    await well();
  });

  await test.step("scheduled work that does not run", async () => {
    // Odoo's own cron may be quicker than a probe: then it is late again, until one was.
    const { state, detail } = await eventually("a probe finds it late", async () => {
      await call("ir.cron", "write", [[actions[0]], { nextcall: "2020-01-01 00:00:00" }]);
      const health = await cared(t, slug, "probe");
      return health.state === "healthy" ? undefined : health;
    });
    strictEqual(state, "degraded");
    match(detail, /1 scheduled actions are over 60 minutes late/);
    await call("ir.cron", "write", [[actions[0]], { nextcall: tomorrow }]);
    await well();
  });

  await test.step("a key that Odoo does not know", async () => {
    const name = `tenant/${slug}/odoo_bot`;
    const key = (await t.secret(slug, "odoo_bot"))!;
    const set = (value: string) =>
      t.sql`select vault.update_secret(id, ${value}) from vault.secrets where name = ${name}`;
    await set("0".repeat(40));
    const { state, detail } = await cared(t, slug, "probe");
    strictEqual(state, "degraded");
    match(detail, /The platform does not get in/);
    ok(!detail.includes("0".repeat(40)));
    await set(key);
    await well();
  });

  await test.step("what it holds is measured", async () => {
    await cared(t, slug, "measure");
    const rows = await t.sql<{ metric: string; value: number }[]>`
      select metric, value::float8 from control.tenant_metrics m
      join control.tenants t on t.id = m.tenant_id where t.slug = ${slug}`;
    const held = new Map(rows.map(({ metric, value }) => [metric, value]));
    ok(held.get("users")! >= 2, "the administrator and the platform's bot");
    ok(held.get("database_bytes")! > 1_000_000);
    ok(held.has("filestore_bytes"));
    ok(held.get("records.res.partner")! > 0);
    ok(!held.has("records.stock.picking"), "a model that it does not have");
  });

  await test.step("one whose Odoo is not there", async () => {
    const [{ odoo_url }] = await t.sql<[{ odoo_url: string }]>`
      select odoo_url from control.tenants where slug = ${slug}`;
    await t.sql`update control.tenants set odoo_url = 'http://127.0.0.1:9' where slug = ${slug}`;
    const { state, detail } = await cared(t, slug, "probe");
    await t.sql`update control.tenants set odoo_url = ${odoo_url} where slug = ${slug}`;
    strictEqual(state, "unreachable");
    match(detail, /Odoo cannot be reached/);
    await well();
  });
});
