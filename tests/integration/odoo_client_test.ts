import { deepStrictEqual, doesNotMatch, ok, rejects, strictEqual } from "node:assert/strict";
import {
  OdooClient,
  type OdooClientOptions,
} from "../../supabase/functions/_shared/odoo/client.ts";
import type { FaultKind, OdooFault } from "../../supabase/functions/_shared/odoo/faults.ts";
import type { OdooConnection } from "../../supabase/functions/_shared/odoo/types.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import type { OdooLogin } from "../../stack/types.ts";
import { eventually } from "./support/eventually.ts";
import { odooIsWriting } from "./support/odoo_at_work.ts";
import {
  copyOdooDatabase,
  dropOdooDatabase,
  killOdoo,
  loadStack,
  mayKillOdoo,
  startOdoo,
} from "./support/stack.ts";
import { hasTables } from "./support/tables.ts";

const { odoo } = loadStack();
const database = `client_${crypto.randomUUID().slice(0, 8)}`;
const silent = { mail_create_nolog: true, tracking_disable: true };

Deno.test.beforeAll(() => copyOdooDatabase(database));
Deno.test.afterAll(() => dropOdooDatabase(database));

type Transport = "jsonrpc" | "json2";

function connect(
  transport: Transport,
  login: OdooLogin,
  changes: Partial<OdooConnection> = {},
  options: OdooClientOptions = {},
) {
  const credential = transport === "json2" ? login.apiKey! : login.password;
  const connection: OdooConnection = {
    url: odoo.url,
    database,
    username: login.login,
    password: new Secret(credential),
    transport,
    ...changes,
  };
  return OdooClient.connect(connection, { retry: { attempts: 1 }, timeoutMs: 600_000, ...options });
}

/** The fault's texts must hold no traceback and no credential. */
function fault(kind: FaultKind, code: string, reason = /./) {
  return (error: OdooFault) => {
    deepStrictEqual([error.kind, error.code], [kind, code]);
    ok(reason.test(error.reason), `"${error.reason}" does not match ${reason}`);
    const shown = JSON.stringify([error.message, error.suggestion, error.extra]);
    doesNotMatch(shown, /Traceback|File \\"/);
    for (const { password, apiKey } of Object.values(odoo.logins)) {
      if (password.length > 8) ok(!shown.includes(password));
      if (apiKey) ok(!shown.includes(apiKey));
    }
    return true;
  };
}

for (const transport of ["jsonrpc", "json2"] as const) {
  const test = (name: string, run: () => Promise<void>) =>
    Deno.test({
      name: `OdooClient over ${transport} ${name}`,
      ignore: transport === "json2" && !odoo.logins.bot.apiKey,
      fn: run,
    });
  const bot = () => connect(transport, odoo.logins.bot);

  test("knows the version and the user", async () => {
    const client = await bot();
    strictEqual(client.transport.kind, transport);
    ok(odoo.version.startsWith(`${client.version.major}.`));
    strictEqual(client.callCount, 2);
    const users = await client.searchRead("res.users", {
      domain: [["id", "=", client.uid]],
      fields: ["login"],
    });
    deepStrictEqual(users, [{ id: client.uid, login: odoo.logins.bot.login }]);
    strictEqual(client.callCount, 3);
  });

  test("creates, reads and writes records in order", async () => {
    const client = await bot();
    const names = ["Close Q1 — Zürich", "日本語 🎉", `'single' "double" \\ back\nnew line`];
    const [project] = await client.create("project.project", [{ name: "Books" }]);
    const rows = names.map((name) => ({ name, project_id: project }));
    const ids = await client.create("project.task", rows, silent);
    const read = () =>
      client.searchRead("project.task", {
        domain: [["id", "in", ids]],
        fields: ["name", "project_id", "parent_id"],
        order: "id",
      });
    deepStrictEqual(
      await read(),
      ids.map((id, index) => ({ id, name: names[index], project_id: project, parent_id: false })),
    );
    await client.write("project.task", ids.slice(1), { name: "Same" });
    deepStrictEqual((await read()).map((row) => row.name), [names[0], "Same", "Same"]);
  });

  test("saves different values at once", async () => {
    const client = await bot();
    const ids = await client.create("project.tags", named(transport, 20));
    await client.saveMany(
      "project.tags",
      ids.map((id, index) => ({ id, values: { name: `${transport} saved ${index}`, color: 3 } })),
    );
    const saved = await client.searchRead("project.tags", {
      domain: [["id", "in", ids]],
      fields: ["name", "color"],
      order: "id",
    });
    deepStrictEqual(
      saved,
      ids.map((id, index) => ({ id, name: `${transport} saved ${index}`, color: 3 })),
    );
  });

  test("pages, and sees archived records when asked", async () => {
    const client = await bot();
    const ids = await client.create(
      "project.task",
      ["a", "b", "c", "d"].map((name) => ({ name })),
      silent,
    );
    await client.write("project.task", ids, { active: false });
    const query = { domain: [["id", "in", ids]], fields: ["name"], order: "id" };
    deepStrictEqual(await client.searchRead("project.task", query), []);
    const context = { active_test: false };
    const page = { ...query, context, offset: 1, limit: 2 };
    deepStrictEqual(
      (await client.searchRead("project.task", page)).map(({ name }) => name),
      ["b", "c"],
    );
  });

  test("reads bare ids where search_read has no such option", async () => {
    const client = await bot();
    const [id] = await client.create("project.tags", [{ name: `${transport} owned` }]);
    const query = { domain: [["id", "=", id]], fields: ["create_uid", "name"] };
    deepStrictEqual(await client.searchRead("project.tags", query), [
      { id, create_uid: client.uid, name: `${transport} owned` },
    ]);
  });

  test("describes fields", async () => {
    const fields = await (await bot()).fieldsGet("project.task", ["type", "relation"]);
    strictEqual(fields.name?.type, "char");
    strictEqual(fields.project_id?.relation, "project.project");
    strictEqual(fields.x_nope, undefined);
  });

  test("gives null for a method that returns nothing", async () => {
    const client = await bot();
    const [id] = await client.create("project.project", [{ name: "Quiet" }]);
    const kwargs = { partner_ids: [1] }; // without any, Odoo 17 answers true
    strictEqual(
      await client.call("project.project", "message_unsubscribe", { ids: [id!], kwargs }),
      null,
    );
  });

  test("stores none of a batch with a bad row", async () => {
    const client = await bot();
    const [good, bad] = [`${transport} atomic`, `${transport} twice`];
    await rejects(
      client.create("project.tags", [{ name: good }, { name: bad }, { name: bad }]),
      fault("data", "odoo_failed", /already exists/),
    );
    const domain = [["name", "in", [good, bad]]];
    deepStrictEqual(await client.searchRead("project.tags", { domain, fields: ["name"] }), []);
  });

  const dataErrors: [string, Record<string, unknown>, string, RegExp][] = [
    [
      "a missing required value",
      { project_id: 1 },
      "odoo_failed",
      /Missing required value|a mandatory field is not set/,
    ],
    ["an unknown field", { name: "x", x_nope: 1 }, "odoo_field_missing", /x_nope/],
    ["a wrong selection", { name: "x", priority: "9" }, "odoo_failed", /priority/],
    ["a wrong date", { name: "x", date_deadline: "2026-01-01T00:00:00Z" }, "odoo_failed", /format/],
  ];
  for (const [title, values, code, reason] of dataErrors) {
    test(`calls ${title} a data error`, async () => {
      const client = await bot();
      await rejects(client.create("project.task", [values]), fault("data", code, reason));
    });
  }

  test("calls a missing record and a wrong argument data errors", async () => {
    const client = await bot();
    const missing = client.write("project.task", [99_999_999], { name: "x" });
    await rejects(missing, fault("data", "odoo_failed", /99999999/));
    const wrong = client.call("project.task", "write", { ids: [1], kwargs: { nope: 1 } });
    await rejects(wrong, fault("data", "odoo_failed"));
  });

  test("tells a missing model and a missing method from bad data", async () => {
    const client = await bot();
    const model = client.searchRead("x.nope", { domain: [], fields: ["name"] });
    await rejects(model, fault("protocol", "odoo_failed", /x\.nope/));
    const method = client.call("project.task", "nope", { ids: [1] });
    await rejects(method, fault("protocol", "odoo_failed", /nope/));
  });

  test("tells when the user lacks a right", async () => {
    const client = await connect(transport, odoo.logins.projectManager);
    const users = client.create("res.users", [{ name: "Nobody", login: "nobody@example.com" }]);
    await rejects(users, fault("access", "odoo_access_denied", /res\.users/));
    const hidden = client.call("project.task", "_compute_elapsed", { ids: [1] });
    await rejects(hidden, fault("access", "odoo_access_denied", /_compute_elapsed/));
  });

  test("tells a wrong credential, an unknown database and an unreachable server", async () => {
    const { bot } = odoo.logins;
    const password = new Secret("0".repeat(40));
    const wrong = connect(transport, bot, { password });
    await rejects(wrong, fault("auth", "odoo_auth_failed"));
    const unknown = connect(transport, bot, { database: "no_such_database" });
    await rejects(unknown, fault("database_missing", "odoo_database_missing", /no_such_database/));
    const nobody = connect(transport, bot, { url: "http://127.0.0.1:9" });
    await rejects(nobody, fault("unreachable", "odoo_unreachable"));
    const elsewhere = connect(transport, bot, { url: `${odoo.url}/elsewhere` });
    await rejects(elsewhere, fault("protocol", "odoo_failed", /404/));
  });

  test("does not know what became of a call it gave up: Odoo finishes it", async () => {
    const client = await bot();
    const rows = named(`${transport} slow`, 1_000);
    const signal = AbortSignal.timeout(300);
    const call = { kwargs: { vals_list: rows }, context: silent, signal };
    const lost = client.transport.execute("project.task", "create", call);
    await rejects(lost, fault("unknown_outcome", "odoo_timeout"));
    const domain = [["name", "=", rows[0]!.name]];
    const found = await eventually("Odoo has finished it", async () => {
      const rows = await client.searchRead("project.task", { domain, fields: ["name"] });
      return rows.length > 0 && rows;
    }, { everyMs: 200 });
    strictEqual(found.length, 1);
  });
}

Deno.test({
  name: "OdooClient.create() does not know what became of a call when Odoo dies",
  ignore: !(hasTables && mayKillOdoo()),
  fn: async () => {
    const client = await connect("jsonrpc", odoo.logins.bot);
    const rows = named("killed", 2_000);
    const lost = rejects(
      client.create("project.task", rows, silent),
      fault("unknown_outcome", "odoo_timeout", /closed the connection/),
    );
    await odooIsWriting(database);
    await killOdoo();
    await lost;
    await rejects(
      client.searchRead("project.task", { domain: [], fields: ["name"] }),
      fault("unreachable", "odoo_unreachable"),
    );
    await startOdoo();
    const domain = [["name", "=", rows[0]!.name]];
    deepStrictEqual(await client.searchRead("project.task", { domain, fields: ["name"] }), []);
  },
});

Deno.test("OdooClient.connect() chooses the transport by the credential", async () => {
  const { bot } = odoo.logins;
  const connection = (credential: string): OdooConnection => ({
    url: odoo.url,
    database,
    username: bot.login,
    password: new Secret(credential),
    transport: "auto",
  });
  const byPassword = await OdooClient.connect(connection(bot.password));
  strictEqual(byPassword.transport.kind, "jsonrpc");
  if (!bot.apiKey) return;
  const byKey = await OdooClient.connect(connection(bot.apiKey));
  strictEqual(byKey.transport.kind, "json2");
  strictEqual(byKey.uid, byPassword.uid);
});

function named(prefix: string, count: number): { name: string }[] {
  return Array.from({ length: count }, (_, index) => ({ name: `${prefix} ${index}` }));
}
