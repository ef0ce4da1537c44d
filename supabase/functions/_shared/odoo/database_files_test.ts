import { rejects } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { RpcDatabases } from "./databases.ts";

/** Odoo's page for a dump that failed, which quotes why. */
function databasesThatSay(told: string): RpcDatabases {
  const page = `<div class="alert">Database backup error: ${told}</div>`;
  const headers = { "content-type": "text/html" };
  const fetch = () => Promise.resolve(new Response(page, { headers }));
  return new RpcDatabases({ url: "http://odoo", masterPassword: new Secret("master") }, { fetch });
}

for (
  const told of [
    "connection to server at &#34;127.0.0.1&#34;, port 5432 failed: Connection refused",
    "server closed the connection unexpectedly",
    "terminating connection due to administrator command",
    "FATAL: the database system is starting up",
  ]
) {
  Deno.test(`RpcDatabases.dump() waits for a PostgreSQL that is away: ${told}`, async () => {
    await rejects(databasesThatSay(told).dump("odoo_acme"), { code: "odoo_busy" });
  });
}

Deno.test("RpcDatabases.dump() tells a failure of pg_dump itself", async () => {
  const told = "Command &#39;pg_dump&#39; failed";
  await rejects(databasesThatSay(told).dump("odoo_acme"), { code: "odoo_failed" });
});
