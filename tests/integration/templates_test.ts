import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import {
  readyTemplate,
  type TemplateClaim,
  templateShelf,
} from "../../supabase/functions/_shared/database/templates.ts";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { isWholeCopy } from "../../supabase/functions/_shared/odoo/database_state.ts";
import { logsIn } from "../../supabase/functions/_shared/odoo/log_in.ts";
import { readParameters } from "../../supabase/functions/_shared/odoo/tenant/parameters.ts";
import { observeTemplateLogins } from "../../supabase/functions/_shared/odoo/tenant/template_logins.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { databaseExists } from "../../stack/odoo/databases.ts";
import { eventually } from "./support/eventually.ts";
import { dropOdooDatabase, killFunction } from "./support/stack.ts";
import { ask, ended, stack, tenancy, tenantBody } from "./support/tenants.ts";

type Tenancy = Awaited<ReturnType<typeof tenancy>>;

const { url } = stack.odoo;
/** An installation takes minutes. */
const slowly = { everyMs: 200 };
const country = "PH";
const templateBot = "platform-bot@template.invalid";

function connection(database: string, username: string, password: string) {
  return { url, database, username, password: new Secret(password), transport: "auto" } as const;
}

const connect = (...login: Parameters<typeof connection>) =>
  OdooClient.connect(connection(...login), { logins: new Map(), timeoutMs: 600_000 });

/** A bundle of one small app, and its templates; ends with `await using`. */
async function shelf(t: Tenancy) {
  const { sql } = t;
  const bundle = `kit-${crypto.randomUUID().slice(0, 8)}`;
  await sql`
    insert into control.module_bundles (code, name, bundle_type, modules)
    values (${bundle}, 'A small app', 'kit', array['contacts'])`;
  const rows = async () =>
    await sql`
      select database, status, closure_hash, error from control.v_templates
      where bundle_code = ${bundle} order by created_at`;
  const secrets = async (database: string) =>
    (await sql`select from vault.secrets where name like ${`template/${database}/%`}`).length;
  return {
    bundle,
    rows,
    secrets,
    async want(): Promise<string> {
      const [row] = await sql`select control.want_template(${bundle}, ${country}, ${url}) as name`;
      return row!.name;
    },
    /** Waits until the bundle has just one template, and that is ready. */
    async ready(): Promise<string> {
      const one = await eventually("a template is ready", async () => {
        const all = await rows();
        return all.length === 1 && all[0]!.status === "ready" && all[0]!;
      }, slowly);
      return one.database;
    },
    async secret(database: string, what: string): Promise<string> {
      const [row] = await sql`
        select decrypted_secret as value from vault.decrypted_secrets
        where name = ${`template/${database}/${what}`}`;
      return row!.value;
    },
    /** As if it had not been looked at for long. */
    async lookAgain(changes: Record<string, unknown> = {}) {
      const due = { ...changes, checked_at: "2020-01-01" };
      await sql`
        update control.database_templates set ${sql(due)}
        where bundle_code = ${bundle} and status = 'ready'`;
      await sql`select control.reconcile_templates()`;
    },
    /** A tenant of the bundle. @returns what its database is a copy of */
    async create(slug: string): Promise<{ id: string; copyOf: () => Promise<string | null> }> {
      const asked = await ask("POST", "tenant-create", { body: tenantBody(slug, { bundle }) });
      strictEqual(asked.http, 202, asked.detail);
      const { id } = asked.operation;
      return {
        id,
        async copyOf() {
          // Where it is no copy, it is installed while a template is, too.
          await ended(id);
          const [step] = await sql`
            select output -> 'copy_of' as source from control.provisioning_jobs
            where operation_id = ${id} and name = 'database' and action = 'apply'`;
          return step!.source;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const left = await rows();
      await sql`delete from control.database_templates where bundle_code = ${bundle}`;
      for (const { database } of left) await dropOdooDatabase(database);
    },
  };
}

/** Ids of active records. */
async function active(client: OdooClient, model: string): Promise<number[]> {
  const rows = await client.searchRead(model, {
    domain: [["active", "=", true]],
    fields: ["id"],
    order: "id",
  });
  return rows.map(({ id }) => Number(id));
}

const values = async (client: OdooClient, ...keys: string[]) => {
  const known = await readParameters(client, keys);
  return keys.map((key) => known.get(key)?.value);
};

Deno.test("templates: prepared through a kill, copied, stale, rebuilt, missing", async (test) => {
  await using t = await tenancy();
  await using kit = await shelf(t);
  let template = "";

  await test.step("the runner is killed while it prepares one: another goes on", async () => {
    template = await kit.want();
    strictEqual(await kit.want(), template, "wanted once");
    const build = `build_${template}`;
    await eventually("the database is being made", () => databaseExists(url, build), slowly);
    await killFunction("operations-run");
    // The lease of the dead passes; Odoo may still be at what it was asked for.
    await t.sql`
      update ops.work set lease_expires_at = clock_timestamp()
      where kind = 'template' and key like ${`%/${template}`} and status = 'running'`;
    strictEqual(await kit.ready(), template);
    strictEqual((await kit.rows()).length, 1, "nothing is left over");
    strictEqual(await databaseExists(url, build), false);
    strictEqual(await kit.secrets(template), 2);
  });

  await test.step("nobody gets in but the platform, and nothing runs in it", async () => {
    const password = await kit.secret(template, "odoo_admin");
    ok(!await logsIn(connection(template, "admin", password)));
    ok(!await logsIn(connection(template, "admin", "admin")));
    const bot = await connect(template, templateBot, await kit.secret(template, "odoo_bot"));
    const open = { administrator: "", bot: templateBot };
    deepStrictEqual(await observeTemplateLogins(bot, open), []);
    deepStrictEqual([await active(bot, "res.users"), await active(bot, "ir.cron")], [
      [bot.uid],
      [],
    ]);
    if (!stack.odoo.postgresUrl) return;
    const odoos = postgres(`${stack.odoo.postgresUrl}postgres`, { max: 1, onnotice: () => {} });
    const [closed] = await odoos`
      select not exists (
        select from aclexplode(coalesce(datacl, acldefault('d', datdba))) where grantee = 0
      ) as is
      from pg_database where datname = ${template}`;
    await odoos.end();
    strictEqual(closed!.is, true, "the public may not connect");
  });

  await test.step("a tenant is its copy, and has everything of its own", async () => {
    const slug = t.slug("copied");
    strictEqual(await (await kit.create(slug)).copyOf(), template);
    const key = await kit.secret(template, "odoo_bot");
    const { database, id, name } = (await t.tenant(slug))!;
    ok(!await logsIn(connection(database, templateBot, key)), "the template's key");
    const admin = await kit.secret(template, "odoo_admin");
    ok(!await logsIn(connection(database, "admin", admin)), "the template's password");
    const own = (await t.secret(slug, "odoo_admin"))!;
    ok(await logsIn(connection(database, `${slug}@example.com`, own)));

    const bot = `platform-bot@${slug}.invalid`;
    const mine = await connect(database, bot, (await t.secret(slug, "odoo_bot"))!);
    const source = await connect(template, templateBot, key);
    ok(await isWholeCopy(source, mine), "its files are there");
    const keys = ["database.uuid", "database.secret", "database.create_date"];
    const [uuid, secret, made] = await values(mine, ...keys);
    const [, secretBefore, madeBefore] = await values(source, ...keys);
    strictEqual(uuid, id);
    ok(secret && secret !== secretBefore, "the secret");
    ok(made && made !== madeBefore, "the day it was made");
    deepStrictEqual(await values(mine, "control.paused"), [undefined]);
    const users = await mine.searchRead("res.users", { domain: [], fields: ["login"] });
    deepStrictEqual(users.map(({ login }) => login).sort(), [bot, `${slug}@example.com`].sort());
    ok((await active(mine, "ir.cron")).length > 0, "scheduled work is active");
    deepStrictEqual(await active(mine, "ir.mail_server"), []);
    const [company] = await mine.searchRead("res.company", { domain: [], fields: ["name"] });
    strictEqual(company!.name, name);
  });

  await test.step("another hash: a new one is built, and the stale one copied no more", async () => {
    await kit.lookAgain({ closure_hash: "of another day" });
    const building = await eventually("the next one is begun", async () => {
      const next = (await kit.rows()).find(({ status }) => status === "building");
      return next?.database as string | undefined;
    }, slowly);
    notStrictEqual(building, template);
    const wanted = { bundle: kit.bundle, country };
    strictEqual(await readyTemplate(t.sql, new URL(url).host, wanted), undefined);
    strictEqual(await kit.ready(), building);
    strictEqual(await databaseExists(url, template), false, "the stale one is dropped");
    strictEqual(await kit.secrets(template), 0);
    template = building;
  });

  await test.step("the same hash: it stays", async () => {
    await kit.lookAgain();
    await eventually("it was looked at", async () => {
      const [row] = await t.sql`
        select checked_at > now() - interval '1 minute' as is from control.database_templates
        where database = ${template}`;
      return row!.is;
    }, slowly);
    strictEqual(await kit.ready(), template);
  });

  await test.step("gone from the server: a tenant is made without, and a new one prepared", async () => {
    await dropOdooDatabase(template);
    const slug = t.slug("missing");
    strictEqual(await (await kit.create(slug)).copyOf(), null);
    strictEqual((await t.tenant(slug))!.status, "active");
    const next = await kit.ready();
    notStrictEqual(next, template);
    strictEqual(await kit.secrets(template), 0);
    strictEqual(await (await kit.create(t.slug("again"))).copyOf(), next);
  });
});

Deno.test("why a template is copied no more is told", async () => {
  await using t = await tenancy();
  const template = {
    database: `template_${crypto.randomUUID().slice(0, 8)}`,
    db_host: "odoo.test",
  };
  const told = { odoo_version: "19.0", closure_hash: "by hand", status: "ready" };
  const bundle_code = "finance-ppm";
  await t.sql`insert into control.database_templates ${
    t.sql({ ...template, ...told, bundle_code })
  }`;
  try {
    const shelf = templateShelf(() => t.sql, 60);
    await shelf.retire(template as TemplateClaim, "It does not let its bot in.");
    const [fault] = await t.sql`
      select detail from ops.reconcile_faults
      where task = 'control.retire_template' and object = ${template.database}`;
    strictEqual(fault!.detail, "It does not let its bot in.");
    const [row] = await t.sql`
      select status from control.database_templates where database = ${template.database}`;
    strictEqual(row!.status, "stale");
  } finally {
    await t.sql`delete from control.database_templates where database = ${template.database}`;
  }
});
