import { ok, rejects, strictEqual } from "node:assert/strict";
import { observeDatabase } from "./database_state.ts";
import { WebDatabases } from "./databases.ts";
import { acme, served } from "./fake_databases.ts";

function setUp(...how: Parameters<typeof served>) {
  const at = served(...how);
  return { ...at, databases: new WebDatabases(at.access, at.options) };
}

Deno.test("observeDatabase() tells a half made database from none and from a whole one", async () => {
  const { server, databases, options } = setUp();
  const connection = {
    url: server.url,
    database: "odoo_acme",
    username: acme.login,
    password: acme.password,
    transport: "jsonrpc",
  } as const;
  const state = () => observeDatabase(databases, connection, options);
  strictEqual(await state(), "absent");
  server.put("odoo_acme");
  strictEqual(await state(), "unfinished");
  await databases.drop("odoo_acme");
  await databases.create(acme);
  strictEqual(await state(), "ready");
});

Deno.test("WebDatabases takes no database for gone while Odoo's PostgreSQL is away", async () => {
  const { server, databases } = setUp();
  server.postgresIsAway = true;
  await rejects(databases.exists("template"), { code: "odoo_timeout" });
  await rejects(databases.drop("template"), { code: "odoo_timeout" });
  server.postgresIsAway = false;
  ok(await databases.exists("template"));
  ok(!await databases.exists("gone"));
});
