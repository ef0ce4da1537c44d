import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { created, toTheEnd } from "./support/runner.ts";
import {
  ask,
  databaseOf,
  logIn,
  nothing,
  odooPostgres,
  possessions,
  stack,
  tenancy,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

/** A tenant's Odoo, as its administrator. */
async function odooOf(t: Tenancy, slug: string): Promise<OdooClient> {
  const { admin_email } = (await t.tenant(slug))!;
  return await OdooClient.connect({
    url: stack.odoo.url,
    database: databaseOf(slug),
    username: admin_email,
    password: new Secret((await t.secret(slug, "odoo_admin"))!),
    transport: "jsonrpc",
  }, { logins: new Map() });
}

/** Everything by which a database can reach people, and a project of theirs. */
async function fill(t: Tenancy, slug: string): Promise<void> {
  const odoo = await odooOf(t, slug);
  await odoo.create("project.project", [{ name: "Their project" }]);
  await odoo.create("ir.mail_server", [{ name: "SMTP", smtp_host: "smtp.example.com" }]);
  await odoo.create("res.users", [{
    name: "Ann",
    login: "ann@example.com",
    email: "ann@example.com",
  }]);
  await odoo.create("mail.mail", [{ email_to: "ann@example.com", subject: "Waiting" }]);
  const [model] = await odoo.searchRead("ir.model", {
    domain: [["model", "=", "project.project"]],
    fields: ["id"],
  });
  await odoo.create("ir.actions.server", [{
    name: "Hook",
    state: "webhook",
    webhook_url: "https://hook.example.com",
    model_id: model!.id,
  }]);
}

/** What of it the database itself holds that could still get out. */
async function leaks(slug: string) {
  await using odoo = odooPostgres(databaseOf(slug));
  const [row] = await odoo.sql`
    select
      (select count(*)::int from ir_mail_server where active and smtp_host <> 'invalid') as servers,
      (select count(*)::int from mail_mail where state in ('outgoing', 'exception')) as mails,
      (select count(*)::int from ir_act_server where state = 'webhook' and webhook_url like 'http%') as webhooks,
      (select count(*)::int from ir_cron where active) as crons,
      (select count(*)::int from res_users u join res_partner p on p.id = u.partner_id
       where p.email <> '' and p.email not like '%.invalid' and u.login not like 'platform-bot@%') as addresses`;
  return { ...row };
}

const clone = (source: string, slug: string, with_data: boolean) =>
  ask("POST", `tenants/${source}/operations`, {
    body: { type: "clone", params: { slug, name: "A clone", with_data } },
  });

testOnOwnServer(
  "a clone: with data it is neutral, without it has the modules alone, and what cannot be made neutral is not opened",
  async (test) => {
    await using t = await tenancy();
    await using _alone = await undriven(t.sql);
    const source = await created(t, "origin");
    await fill(t, source);
    const before = await leaks(source);
    ok(Object.values(before).every((count) => count > 0), JSON.stringify(before));

    await test.step("structure only: the same modules, none of the data and users", async () => {
      const more = { type: "module_apply", params: { modules: ["contacts"] } };
      const added = await ask("POST", `tenants/${source}/operations`, { body: more });
      await toTheEnd(t.sql, added.operation.id);
      const slug = t.slug("structure");
      const cloned = await clone(source, slug, false);
      strictEqual(cloned.http, 202);
      await toTheEnd(t.sql, cloned.operation.id);
      strictEqual((await t.tenant(slug))!.status, "active");
      const odoo = await odooOf(t, slug);
      const count = async (model: string, domain: [string, string, unknown][]) =>
        (await odoo.searchRead(model, { domain, fields: ["id"], context: { active_test: false } }))
          .length;
      strictEqual(await count("project.project", [["name", "=", "Their project"]]), 0);
      strictEqual(await count("res.users", [["login", "=", "ann@example.com"]]), 0);
      const modules = [["name", "in", ["project", "contacts"]], ["state", "=", "installed"]];
      strictEqual(await count("ir.module.module", modules as [string, string, unknown][]), 2);
      deepStrictEqual(await leaks(slug), {
        servers: 0,
        mails: 0,
        webhooks: 0,
        crons: 1,
        addresses: 0,
      });
    });

    await test.step("with data: all of it, and nothing that reaches anybody", async () => {
      const slug = t.slug("twin");
      await toTheEnd(t.sql, (await clone(source, slug, true)).operation.id);
      strictEqual((await t.tenant(slug))!.status, "active");
      const odoo = await odooOf(t, slug);
      const theirs = { domain: [["name", "=", "Their project"]], fields: ["id"] };
      strictEqual((await odoo.searchRead("project.project", theirs)).length, 1);
      deepStrictEqual(await leaks(slug), {
        servers: 0,
        mails: 0,
        webhooks: 0,
        crons: 1,
        addresses: 0,
      });
      deepStrictEqual(await leaks(source), before, "the source is as it was");
    });

    await test.step("a proof that fails: the clone is not opened, and nothing of it is left", async () => {
      {
        await using odoo = odooPostgres(databaseOf(source));
        await odoo.sql.unsafe(`
        create function stay_on() returns trigger language plpgsql as
          'begin new.active := true; return new; end';
        create trigger stay_on before update on ir_mail_server
        for each row when (old.smtp_host like '%example.com') execute function stay_on()`);
      }
      const slug = t.slug("leaking");
      const { operation: { id } } = await clone(source, slug, true);
      await toTheEnd(t.sql, id);
      const { status, error } = await ask("GET", `operations/${id}`);
      deepStrictEqual([status, error!.step, error!.code], ["failed", "neutral", "odoo_failed"]);
      match(
        error!.detail,
        /Cannot open the copy: it can still reach out by outgoing mail servers/,
      );
      strictEqual((await t.tenant(slug))!.status, "error");
      deepStrictEqual(await possessions(t.sql, slug), nothing);
      const admin = (await t.tenant(source))!.admin_email;
      strictEqual(
        typeof await logIn(source, admin, (await t.secret(source, "odoo_admin"))!),
        "number",
      );
    });
  },
);
