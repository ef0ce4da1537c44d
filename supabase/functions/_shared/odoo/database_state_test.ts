import { ok, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { observeDatabase } from "./database_state.ts";
import { WebDatabases } from "./databases.ts";
import { FakeDatabaseServer } from "./fake_database_server.ts";

const password = new Secret("the administrator's");
const acme = { name: "odoo_acme", lang: "en_US", login: "ann@example.com", password };

function setUp() {
  const server = new FakeDatabaseServer();
  server.put("template");
  const options = {
    fetch: server.fetch,
    retry: { sleep: () => Promise.resolve() },
    now: () => 0,
  };
  const masterPassword = new Secret(server.masterPassword);
  const databases = new WebDatabases({ url: server.url, masterPassword }, options);
  return { server, databases, options };
}

Deno.test("observeDatabase() tells a half made database from none and from a whole one", async () => {
  const { server, databases, options } = setUp();
  const connection = {
    url: server.url,
    database: "odoo_acme",
    username: acme.login,
    password,
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
