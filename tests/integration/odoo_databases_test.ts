import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import {
  type CopyStrategy,
  hasFilesOutside,
} from "../../supabase/functions/_shared/database/copy_database.ts";
import {
  closeDatabase,
  createTenantRole,
  dropTenantRole,
  observeTenantRole,
  type TenantRole,
  tenantRoleName,
} from "../../supabase/functions/_shared/database/tenant_role.ts";
import type { AppError } from "../../supabase/functions/_shared/errors.ts";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { isWholeCopy } from "../../supabase/functions/_shared/odoo/database_state.ts";
import { WebDatabases } from "../../supabase/functions/_shared/odoo/databases.ts";
import { logsIn } from "../../supabase/functions/_shared/odoo/log_in.ts";
import { applyAdministrator } from "../../supabase/functions/_shared/odoo/tenant/administrator.ts";
import { applyBot, lackedRights } from "../../supabase/functions/_shared/odoo/tenant/bot.ts";
import {
  applyCompany,
  observeCompany,
} from "../../supabase/functions/_shared/odoo/tenant/company.ts";
import {
  installModule,
  observeModules,
  resetPendingModules,
} from "../../supabase/functions/_shared/odoo/tenant/modules.ts";
import {
  applyNeutrality,
  observeNeutrality,
} from "../../supabase/functions/_shared/odoo/tenant/neutral.ts";
import {
  applyIdentity,
  observeIdentity,
} from "../../supabase/functions/_shared/odoo/tenant/parameters.ts";
import { runPython } from "../../supabase/functions/_shared/odoo/tenant/server_action.ts";
import { countFromElsewhere } from "../../supabase/functions/_shared/odoo/tenant/signal.ts";
import { observePause, pause, resume } from "../../supabase/functions/_shared/odoo/tenant/pause.ts";
import {
  observeTemplateLogins,
  revokeTemplateLogins,
} from "../../supabase/functions/_shared/odoo/tenant/template_logins.ts";
import { moveFilesIntoDatabase } from "../../supabase/functions/_shared/odoo/tenant/files.ts";
import type { OdooConnection } from "../../supabase/functions/_shared/odoo/types.ts";
import { refreshWorkers } from "../../supabase/functions/_shared/odoo/workers.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { PostgresDatabases } from "../../supabase/functions/_shared/tenancy/tenant/postgres_databases.ts";
import { openSession, rpc } from "../../stack/odoo/rpc.ts";
import { loadStack } from "./support/stack.ts";

const { odoo } = loadStack();
const { url, template, logins } = odoo;
const master = new Secret(odoo.masterPassword);
/** So long a call may take while the machine does much else. */
const timeoutMs = 600_000;
const databases = new WebDatabases({ url, masterPassword: master }, { timeoutMs });
const made: string[] = [];

/** A name that is dropped in the end. */
function newName(): string {
  const name = `t_${crypto.randomUUID().slice(0, 8)}`;
  made.push(name);
  return name;
}

function connection(database: string, username: string, password: string): OdooConnection {
  return { url, database, username, password: new Secret(password), transport: "auto" };
}

const connect = (...login: Parameters<typeof connection>) =>
  OdooClient.connect(connection(...login), { logins: new Map(), timeoutMs });
const asAdmin = (database: string) => connect(database, logins.admin.login, logins.admin.password);
const asBot = (database: string) => connect(database, logins.bot.login, logins.bot.password);

async function newCopy(neutralize = false): Promise<string> {
  const to = newName();
  await databases.duplicate({ from: template, to, neutralize });
  return to;
}

const refused = (code: string) => (error: AppError) => {
  strictEqual(error.code, code);
  ok(!JSON.stringify([error.message, error.suggestion, error.extra]).includes(odoo.masterPassword));
  return true;
};

Deno.test.afterAll(async () => {
  for (const name of made) await databases.drop(name);
});

Deno.test("WebDatabases creates, renames, lists and drops", async () => {
  const [name, other] = [newName(), newName()];
  const password = new Secret("the-administrators");
  await databases.create({
    name,
    lang: "en_US",
    country: "PH",
    login: "ann@example.com",
    password,
  });
  ok(await logsIn(connection(name, "ann@example.com", password.reveal())));
  ok(!await logsIn(connection(name, "admin", "admin")));
  const again = databases.create({ name, lang: "en_US", login: "ann@example.com", password });
  await rejects(again, refused("odoo_database_exists"));
  await databases.rename({ from: name, to: other });
  const list = await databases.list();
  deepStrictEqual([list.includes(name), list.includes(other)], [false, true]);
  await rejects(databases.rename({ from: name, to: other }), refused("odoo_database_missing"));
  await rejects(databases.rename({ from: other, to: template }), refused("odoo_database_exists"));
  await databases.drop(other);
  await databases.drop(other);
  ok(!await databases.exists(other));
});

Deno.test("WebDatabases.create() leaves no database with the password admin behind", async () => {
  const name = newName();
  const password = new Secret("the-administrators");
  const create = databases.create({ name, lang: "en_US", country: "XX", login: "ann", password });
  await rejects(create, refused("odoo_failed"));
  ok(!await databases.exists(name));
  const bad = databases.create({ name, lang: "xx_XX", login: "ann", password });
  await rejects(bad, refused("invalid_request"));
});

Deno.test("WebDatabases dumps and restores, and makes nothing of half an archive", async () => {
  const [name, half] = [newName(), newName()];
  const chunks = await Array.fromAsync(await databases.dump(template));
  await databases.restore({ name, neutralize: false, file: from(chunks) });
  ok(await logsIn(connection(name, logins.admin.login, logins.admin.password)));
  const broken = async function* () {
    yield await Promise.resolve(chunks[0]!);
    throw new Error("broke off");
  };
  const cut = databases.restore({ name: half, neutralize: false, file: broken() });
  await rejects(cut, /broke off/);
  ok(!await databases.exists(half));
  const taken = databases.restore({ name, neutralize: false, file: from(chunks) });
  await rejects(taken, refused("odoo_database_exists"));
  const wrong = new WebDatabases({ url, masterPassword: new Secret("wrong") });
  await rejects(wrong.dump(template), refused("misconfigured"));
  const denied = wrong.restore({ name: half, neutralize: false, file: from(chunks) });
  await rejects(denied, refused("misconfigured"));
  await rejects(databases.dump("t_gone"), refused("odoo_database_missing"));
  await rejects(databases.dump("no name"), refused("invalid_request"));
});

async function* from(chunks: Uint8Array[]) {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

Deno.test("WebDatabases names a wrong master password and what is in the way", async () => {
  const wrong = new WebDatabases({ url, masterPassword: new Secret("wrong") });
  await rejects(wrong.drop(template), refused("misconfigured"));
  const onto = databases.duplicate({ from: template, to: odoo.database, neutralize: false });
  await rejects(onto, refused("odoo_database_exists"));
  const none = databases.duplicate({ from: "t_gone", to: newName(), neutralize: false });
  await rejects(none, refused("odoo_database_missing"));
  ok(await databases.exists(template));
});

Deno.test("a copy becomes the tenant's, and nothing of the template opens it", async () => {
  const name = await newCopy();
  const admin = await asAdmin(name);
  ok(await isWholeCopy(await asAdmin(template), admin));
  ok(!await isWholeCopy(admin, admin));

  const company = { name: "Acme", language: "fr_FR", currency: "PHP", country: "PH" };
  const identity = { baseUrl: "https://acme.example.com", uuid: crypto.randomUUID() };
  for (let times = 0; times < 2; times++) {
    await applyCompany(admin, company);
    await applyIdentity(admin, identity);
  }
  deepStrictEqual(await observeCompany(admin, company), []);
  deepStrictEqual(await observeIdentity(admin, identity), []);

  const own = { administrator: logins.admin.login, bot: "control@example.com" };
  ok((await observeTemplateLogins(admin, own)).includes(`password of ${logins.bot.login}`));
  await revokeTemplateLogins(admin, own);
  deepStrictEqual(await observeTemplateLogins(admin, own), []);
  ok(!await logsIn(connection(name, logins.bot.login, logins.bot.password)));
  const { apiKey } = logins.bot;
  if (apiKey) ok(!await logsIn(connection(name, logins.bot.login, apiKey)));

  const first = await applyBot(admin, { login: own.bot, name: "Control plane" });
  const key = await applyBot(admin, { login: own.bot, name: "Control plane" });
  ok(!await logsIn(connection(name, own.bot, first.reveal())));
  ok(await logsIn(connection(name, own.bot, key.reveal())));
  ok(await logsIn({ ...connection(name, own.bot, key.reveal()), transport: "jsonrpc" }));

  const password = new Secret("the-tenants-own");
  const bot = await connect(name, own.bot, key.reveal());
  deepStrictEqual(await lackedRights(bot), []);
  strictEqual((await bot.create("res.partner", [{ name: "A contact" }])).length, 1);
  const login = "ann@example.com";
  await applyAdministrator(bot, { login, email: login, password });
  ok(await logsIn(connection(name, login, password.reveal())));
  ok(!await logsIn(connection(name, logins.admin.login, logins.admin.password)));
  const left = { domain: [["module", "=", "control"]], fields: ["name"] };
  deepStrictEqual(await bot.searchRead("ir.model.data", left), []);

  deepStrictEqual((await observeModules(bot, ["project", "contacts"])).missing, ["contacts"]);
  strictEqual(await installModule(bot, "contacts"), "installed");
  deepStrictEqual((await observeModules(bot, ["project", "contacts"])).missing, []);
});

Deno.test("an installation that a killed worker left pending is forgotten", async () => {
  const bot = await asBot(await newCopy());
  const contacts = { domain: [["name", "=", "contacts"]], fields: ["state"] };
  const [module] = await bot.searchRead("ir.module.module", contacts);
  await bot.call("ir.module.module", "button_install", { ids: [Number(module!.id)] });
  deepStrictEqual((await observeModules(bot, ["contacts"])).pending, ["contacts"]);
  await resetPendingModules(bot);
  deepStrictEqual(await observeModules(bot, ["contacts"]), {
    installed: [],
    missing: ["contacts"],
    pending: [],
  });
  strictEqual(await installModule(bot, "contacts"), "installed");
});

Deno.test("a name that is used again is answered by no worker's memory", async () => {
  const name = newName();
  // So many at once that each worker has to take some.
  const all = <T>(work: (n: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 12 }, (_, n) => work(n)));
  const count = async () => {
    // Not all fields: Odoo 17 shows a portal user's sign-up link to nobody who may not write contacts.
    const query = { domain: [], fields: ["login"] };
    return (await (await asBot(name)).searchRead("res.users", query)).length;
  };
  for (const field of ["x_first", "x_second"]) {
    await databases.duplicate({ from: template, to: name, neutralize: false });
    const bot = await asBot(name);
    await countFromElsewhere(bot);
    await addUserField(bot, field);
    const found = await all(count);
    strictEqual(new Set(found).size, 1);
    const fields = await all(async () => (await asBot(name)).fieldsGet("res.users", ["type"]));
    ok(fields.every((known) => field in known));
    await databases.drop(name);
  }
});

Deno.test("once workers have let go, nobody is answered for the database that had a name before", async () => {
  const [name, next] = [newName(), newName()];
  const all = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 12 }, work));
  const earlier = { login: logins.bot.login, password: "of the earlier database" };
  const reach = connection(name, "", "");
  const has = async (field: string, { uid, password }: { uid: number; password: string }) => {
    const call = [name, uid, password, "res.users", "search_read", [[], [field]]];
    return (await rpc<unknown[]>(url, "object", "execute_kw", call)).length > 0;
  };

  await databases.duplicate({ from: template, to: name, neutralize: false });
  const bot = await asAdmin(name);
  const { uid } = await asBot(name);
  await bot.write("res.users", [uid], { password: earlier.password });
  await addUserField(bot, "x_first");
  ok((await all(() => has("x_first", { uid, password: earlier.password }))).every(Boolean));

  await databases.duplicate({ from: template, to: next, neutralize: false });
  const other = await asAdmin(next);
  await countFromElsewhere(other);
  await addUserField(other, "x_second");
  await databases.rename({ from: name, to: newName() });
  await databases.rename({ from: next, to: name });
  ok(await refreshWorkers({ connection: reach, fetch }));
  // Calls as anybody makes them, past our client, which looks again where a worker is wrong.
  await all(() => rejects(has("login", { uid, password: earlier.password }), { name: /Denied/ }));
  await openSession(url, name, logins.bot);
  ok((await all(() => has("x_second", { uid, ...logins.bot }))).every(Boolean));
});

/** One more field of users, which every log-in reads. */
async function addUserField(client: OdooClient, name: string): Promise<void> {
  const users = { domain: [["model", "=", "res.users"]], fields: [] };
  const [model] = await client.searchRead("ir.model", users);
  const values = { name, model_id: model!.id, field_description: name, ttype: "char" };
  await client.create("ir.model.fields", [values]);
}

Deno.test("countFromElsewhere() gives each copy a number of its own, far from the template's", async () => {
  const names = [await newCopy(), await newCopy()];
  const before: number[] = [];
  const after: number[] = [];
  for (const name of names) {
    const admin = await asAdmin(name);
    before.push(await changesOf(admin));
    await countFromElsewhere(admin);
    after.push(await changesOf(admin));
  }
  strictEqual(before[0], before[1]);
  notStrictEqual(after[0], after[1]);
  ok(after.every((number, at) => number >= before[at]! + 1000), String([before, after]));
});

/** The number by which workers see whether a database has changed. */
async function changesOf(client: OdooClient): Promise<number> {
  const read = client.version.major < 19
    ? "SELECT last_value FROM base_registry_signaling"
    : "SELECT max(id) FROM orm_signaling_registry";
  const code = `env.cr.execute("${read}")\nresult = env.cr.fetchone()[0]`;
  return Number(await runPython(client, "read_changes", code));
}

Deno.test("a bot that lacks a right is seen, and given it", async () => {
  const name = await newCopy();
  const admin = await asAdmin(name);
  const login = "control@example.com";
  const first = await connect(
    name,
    login,
    (await applyBot(admin, { login, name: "Bot" })).reveal(),
  );
  deepStrictEqual(await lackedRights(first), []);
  const [group] = await admin.searchRead("ir.model.data", {
    domain: [["module", "=", "project"], ["name", "=", "group_project_manager"]],
    fields: ["res_id"],
  });
  const field = admin.version.major >= 19 ? "group_ids" : "groups_id";
  await admin.write("res.users", [first.uid], { [field]: [[3, group!.res_id]] });
  deepStrictEqual(await lackedRights(first), ["create project.project"]);
  const again = await connect(
    name,
    login,
    (await applyBot(admin, { login, name: "Bot" })).reveal(),
  );
  deepStrictEqual(await lackedRights(again), []);
});

Deno.test("pause() really blocks log-ins, resume() restores exactly what was", async () => {
  const name = await newCopy();
  const bot = await asBot(name);
  const active = async (model: string) => {
    const rows = await bot.searchRead(model, { domain: [], fields: ["id"], order: "id" });
    return rows.map(({ id }) => id);
  };
  const before = [await active("res.users"), await active("ir.cron")];
  const person = connection(name, logins.projectManager.login, logins.projectManager.password);
  ok(await logsIn(person));
  await pause(bot);
  ok(!await logsIn(person));
  ok(!await logsIn(connection(name, logins.admin.login, logins.admin.password)));
  deepStrictEqual(await observePause(bot), { paused: true, running: { users: [], crons: [] } });
  deepStrictEqual([await active("res.users"), await active("ir.cron")], [[bot.uid], []]);
  await resume(bot);
  deepStrictEqual([await active("res.users"), await active("ir.cron")], before);
  ok(await logsIn(person));
});

Deno.test("a clone is neutral only when nothing can reach people", async () => {
  const byOdoo = await asAdmin(await newCopy(true));
  deepStrictEqual(await observeNeutrality(byOdoo), ["users' addresses"]);
  await applyNeutrality(byOdoo);
  deepStrictEqual(await observeNeutrality(byOdoo), []);

  const byUs = await asAdmin(await newCopy());
  const smtp = { name: "SMTP", smtp_host: "smtp.example.com", smtp_port: 25 };
  await byUs.create("ir.mail_server", [smtp]);
  const found = await observeNeutrality(byUs);
  ok(found.includes("outgoing mail servers") && found.includes("scheduled actions"));
  await applyNeutrality(byUs);
  await applyNeutrality(byUs);
  deepStrictEqual(await observeNeutrality(byUs), []);
});

Deno.test({
  name: "a tenant's database role reaches its own database and no other",
  ignore: odoo.postgresUrl === undefined,
  async fn() {
    const admin = new Secret(`${odoo.postgresUrl}postgres`);
    const readable = [
      { table: "res_partner", columns: ["id", "name"] },
      { table: "res_users", columns: ["id", "login"] },
      { table: "of_a_new_module", columns: ["id", "not_there"] },
      { table: "nowhere", columns: ["id"] },
      // What people type into a form of a transient model is never read, whoever lists it.
      { table: "change_password_user", columns: ["id", "user_login"] },
    ];
    const tenants: (TenantRole & { password: string })[] = [];
    for (const slug of ["role-one", "role-two"]) {
      const database = await newCopy();
      const tenantId = crypto.randomUUID();
      const password = crypto.randomUUID();
      const tenant = { database, role: tenantRoleName(slug), tenantId, readable, password };
      strictEqual(await observeTenantRole(admin, tenant), false);
      await createTenantRole(admin, tenant, new Secret("an earlier one"));
      await createTenantRole(admin, tenant, new Secret(tenant.password));
      strictEqual(await observeTenantRole(admin, tenant), true);
      const odoos = postgres(odoo.postgresUrl + database, { max: 1, onnotice: () => {} });
      await odoos`create table of_no_concern (id int)`;
      strictEqual(await observeTenantRole(admin, tenant), true);
      await odoos`create table of_a_new_module (id int, api_key text)`;
      strictEqual(await observeTenantRole(admin, tenant), false);
      await createTenantRole(admin, tenant, new Secret(tenant.password));
      strictEqual(await observeTenantRole(admin, tenant), true);
      // Too much is as wrong as too little, and so is what an earlier way of granting has left.
      await odoos.unsafe(`grant select on res_users to ${tenant.role}`);
      await odoos.end();
      strictEqual(await observeTenantRole(admin, tenant), false);
      await createTenantRole(admin, tenant, new Secret(tenant.password));
      strictEqual(await observeTenantRole(admin, tenant), true);
      tenants.push(tenant);
    }
    await closeDatabase(admin, template);
    // A clone of the first one, with its grants; its role is dropped nevertheless.
    const clone = newName();
    await databases.duplicate({ from: tenants[0]!.database, to: clone, neutralize: false });
    await createTenantRole(admin, { ...tenants[1]!, database: clone }, new Secret("its own"));
    await createTenantRole(admin, tenants[1]!, new Secret(tenants[1]!.password));
    const ask = async (tenant: typeof tenants[number], database: string, statement: string) => {
      const address = new URL(odoo.postgresUrl! + database);
      [address.username, address.password] = [tenant.role, tenant.password];
      const sql = postgres(address.href, { max: 1, onnotice: () => {} });
      try {
        await sql.unsafe(statement);
        return "allowed";
      } catch (error) {
        return (error as postgres.PostgresError).code;
      } finally {
        await sql.end();
      }
    };
    for (const one of tenants) {
      for (const database of [...tenants.map((tenant) => tenant.database), template]) {
        const expected = database === one.database ? "allowed" : "42501";
        strictEqual(await ask(one, database, "select count(*) from res_partner"), expected);
      }
      for (const database of ["postgres", "template1"]) {
        strictEqual(await ask(one, database, "select 1"), "42501", database);
      }
      const outcomes: Record<string, string> = {
        "select id from of_a_new_module": "allowed",
        "select api_key from of_a_new_module": "42501",
        "select * from of_a_new_module": "42501",
        "select id from of_no_concern": "42501",
        "select id from change_password_user": "42501",
        "select partner_id from res_users": "42501",
        "select email from res_partner": "42501",
      };
      for (const [statement, expected] of Object.entries(outcomes)) {
        strictEqual(await ask(one, one.database, statement), expected, statement);
      }
      strictEqual(await ask(one, one.database, "select login from res_users"), "allowed");
      for (const statement of ["select password from res_users", "create table mine ()"]) {
        const code = await ask(one, one.database, statement);
        ok(code === "42501" || code === "25006", `${statement}: ${code}`);
      }
      // Odoo itself still works there.
      ok(await logsIn(connection(one.database, logins.admin.login, logins.admin.password)));
      if (one === tenants[1]) await databases.drop(clone);
      const another = { ...one, tenantId: crypto.randomUUID() };
      strictEqual(await observeTenantRole(admin, another), false, "it is not another tenant's");
      await rejects(createTenantRole(admin, another, new Secret("x")), { code: "not_ours" });
      await dropTenantRole(admin, another);
      strictEqual(await ask(one, one.database, "select 1"), "allowed");
      await dropTenantRole(admin, one);
      await dropTenantRole(admin, one);
      strictEqual(await ask(one, one.database, "select 1"), "28P01");
    }
  },
});

Deno.test({
  name: "PostgresDatabases copies what keeps its files inside, and has Odoo copy the rest",
  ignore: odoo.postgresUrl === undefined,
  async fn(test) {
    const admin = new Secret(`${odoo.postgresUrl}postgres`);
    const asked: string[] = [];
    /** Odoo's own service, with a note of what it was asked to copy. */
    class Noting extends WebDatabases {
      override duplicate(copy: Parameters<WebDatabases["duplicate"]>[0]) {
        asked.push(copy.to);
        return super.duplicate(copy);
      }
    }
    const odoos = new Noting({ url, masterPassword: master });
    const by = (strategy: CopyStrategy) => new PostgresDatabases(odoos, { admin, strategy });
    const file = async (client: OdooClient, name: string) => {
      const rows = await client.searchRead("ir.attachment", {
        domain: [["name", "=", name]],
        fields: ["raw"],
      });
      return rows.map(({ raw }) => atob(String(raw)));
    };
    const attach = (client: OdooClient, name: string, text: string) =>
      client.create("ir.attachment", [{ name, raw: btoa(text), mimetype: "text/plain" }]);

    const source = await newCopy();
    await attach(await asAdmin(source), "before", "moved in");
    ok(await hasFilesOutside(admin, source), "Odoo stores files outside");

    await test.step("with files outside, Odoo copies", async () => {
      const to = newName();
      await by("wal_log").duplicate({ from: source, to, neutralize: false });
      deepStrictEqual(asked.splice(0), [to]);
      deepStrictEqual(await file(await asAdmin(to), "before"), ["moved in"]);
    });

    await moveFilesIntoDatabase(await asAdmin(source));
    strictEqual(await hasFilesOutside(admin, source), false);
    for (const strategy of ["wal_log", "file_copy"] as const) {
      await test.step(`with files inside, PostgreSQL copies, by ${strategy}`, async () => {
        const to = newName();
        // Somebody is connected to it, and is cut off.
        const busy = await asAdmin(source);
        await by(strategy).duplicate({ from: source, to, neutralize: false });
        deepStrictEqual(asked, []);
        const copy = await asAdmin(to);
        deepStrictEqual(await file(copy, "before"), ["moved in"]);
        ok(await isWholeCopy(busy, copy), "a uuid of its own, all files");
        ok(await isWholeCopy(copy, await asAdmin(source)));
        await attach(copy, "after", "outside again");
        deepStrictEqual(await file(copy, "after"), ["outside again"]);
        ok(await hasFilesOutside(admin, to), "new files go where Odoo stores them");
        const again = by(strategy).duplicate({ from: source, to, neutralize: false });
        await rejects(again, refused("odoo_database_exists"));
      });
    }

    await test.step("a neutralised one is Odoo's", async () => {
      const to = newName();
      await by("file_copy").duplicate({ from: source, to, neutralize: true });
      deepStrictEqual(asked.splice(0), [to]);
    });

    await test.step("names and what is missing are refused alike", async () => {
      const none = by("wal_log").duplicate({ from: "t_gone", to: newName(), neutralize: false });
      await rejects(none, refused("odoo_database_missing"));
      for (const name of ["", "Acme", 'a"; drop database b; --', "a".repeat(64)]) {
        const copy = by("wal_log").duplicate({ from: source, to: name, neutralize: false });
        await rejects(copy, refused("invalid_request"));
      }
    });
  },
});
