import { deepStrictEqual, rejects } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { WebDatabases } from "./databases.ts";

/** Databases of a server that has one, whose backup page answers so. */
function databasesThatAnswer(response: () => Response): WebDatabases {
  const list = () => Response.json({ jsonrpc: "2.0", id: 0, result: ["odoo_acme"] });
  const fetch = (input: URL | Request | string) =>
    Promise.resolve(String(input).endsWith("/list") ? list() : response());
  return new WebDatabases({ url: "http://odoo", masterPassword: new Secret("master") }, { fetch });
}

/** Odoo's page for a dump that failed, which quotes why. */
function databasesThatSay(reported: string): WebDatabases {
  const page = `<div class="alert">Database backup error: ${reported}</div>`;
  const headers = { "content-type": "text/html" };
  return databasesThatAnswer(() => new Response(page, { headers }));
}

/** An archive of nothing. */
const zip = new Uint8Array([0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);

for (const type of ["application/octet-stream; charset=binary", "application/zip"]) {
  Deno.test(`WebDatabases.dump() takes an archive as ${type}`, async () => {
    const headers = { "content-type": type };
    const databases = databasesThatAnswer(() => new Response(zip, { headers }));
    const chunks = await Array.fromAsync(await databases.dump("odoo_acme"));
    deepStrictEqual(new Uint8Array(chunks.flatMap((chunk) => [...chunk])), zip);
  });
}

Deno.test("WebDatabases.dump() reads the refusal of Odoo 20", async () => {
  const page =
    '<div class="alert">Could not backup database. Command &#39;pg_dump&#39; failed</div>';
  const init = { status: 422, headers: { "content-type": "text/html" } };
  const databases = databasesThatAnswer(() => new Response(page, init));
  await rejects(databases.dump("odoo_acme"), {
    code: "odoo_failed",
    message: `Cannot dump the database "odoo_acme": Command 'pg_dump' failed.`,
  });
});

for (
  const reported of [
    "connection to server at &#34;127.0.0.1&#34;, port 5432 failed: Connection refused",
    "server closed the connection unexpectedly",
    "terminating connection due to administrator command",
    "FATAL: the database system is starting up",
  ]
) {
  Deno.test(`WebDatabases.dump() waits for a PostgreSQL that is away: ${reported}`, async () => {
    await rejects(databasesThatSay(reported).dump("odoo_acme"), { code: "odoo_busy" });
  });
}

Deno.test("WebDatabases.dump() tells a failure of pg_dump itself", async () => {
  const reported = "Command &#39;pg_dump&#39; failed";
  await rejects(databasesThatSay(reported).dump("odoo_acme"), { code: "odoo_failed" });
});
