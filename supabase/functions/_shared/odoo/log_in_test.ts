import { ok, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { FakeOdoo } from "./fake_odoo.ts";
import { letIn, logsIn, tryLogIn } from "./log_in.ts";

const key = "0123456789abcdef0123456789abcdef01234567";

function setUp(version: string, { password = key, database = "acme" } = {}) {
  const odoo = new FakeOdoo(version, key);
  const connection = {
    url: odoo.url,
    database,
    username: odoo.login,
    password: new Secret(password),
    transport: "auto",
  } as const;
  return { odoo, connection, options: { fetch: odoo.fetch, retry: { attempts: 1 } } };
}

/** What databases that were being restored, dropped or made again were seen to raise. */
const passing: [version: string, name: string, message: string][] = [
  ["18.0", "builtins.KeyError", "'res.users'"],
  ["18.0", "odoo.exceptions.UserError", "Object res.users doesn't exist"],
  ["18.0", "odoo.exceptions.AccessError", "You are not allowed to access 'User' records."],
  ["18.0", "psycopg2.errors.UndefinedTable", 'relation "res_users" does not exist'],
  ["18.0", "psycopg2.errors.UndefinedColumn", 'column "totp_secret" does not exist'],
  ["19.0", "builtins.KeyError", "'ir.http'"],
  ["19.0", "werkzeug.exceptions.NotFound", "the model 'res.users' does not exist"],
  ["19.0", "psycopg2.errors.UndefinedTable", 'relation "res_users_apikeys" does not exist'],
];

for (const [version, name, message] of passing) {
  Deno.test(`tryLogIn() takes ${name} of Odoo ${version} for no word on the key: ${message}`, async () => {
    const { odoo, connection, options } = setUp(version);
    odoo.sick = { name, message };
    strictEqual((await tryLogIn(connection, options)).is, "unknown");
    await rejects(letIn(connection, options), { code: "odoo_busy" });
    await rejects(logsIn(connection, options), { code: "odoo_busy" });
    odoo.sick = undefined;
    ok(await logsIn(connection, options), "later it lets in");
  });
}

for (const version of ["18.0", "19.0"]) {
  Deno.test(`tryLogIn() has Odoo ${version} refuse a wrong key, and no more than that`, async () => {
    const wrong = setUp(version, { password: key.replace("0", "1") });
    strictEqual((await tryLogIn(wrong.connection, wrong.options)).is, "refused");
    strictEqual(await letIn(wrong.connection, wrong.options), undefined);
    const gone = setUp(version, { database: "gone" });
    strictEqual((await tryLogIn(gone.connection, gone.options)).is, "unknown");
    await rejects(letIn(gone.connection, gone.options), { code: "odoo_database_missing" });
    const away = setUp(version);
    away.odoo.postgresIsAway = true;
    await rejects(tryLogIn(away.connection, away.options), /./);
  });

  Deno.test(`tryLogIn() takes a proxy's 401 before Odoo ${version} for no word of Odoo's`, async () => {
    const { odoo, connection, options } = setUp(version);
    const page = () => new Response("<!doctype html>", { status: 401 });
    const result = { server_version: version };
    const asked = version === "19.0" ? [() => Response.json({ version })] : [
      () => new Response(null, { status: 404 }),
      () => Response.json({ jsonrpc: "2.0", id: 1, result }),
    ];
    odoo.troubles.push(...asked, page);
    await rejects(tryLogIn(connection, options), { code: "odoo_unreachable" });
  });
}

Deno.test("a database that /json/2 does not serve and a login over /jsonrpc finds is not missing", async () => {
  const { odoo, connection, options } = setUp("19.0");
  const page = () => new Response("<!doctype html>", { status: 404 });
  odoo.troubles.push(() => Response.json({ version: "19.0" }), page);
  await rejects(tryLogIn(connection, options), { code: "odoo_busy" });
  ok(await logsIn(connection, options));
});
