import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import type { AppError } from "../errors.ts";
import { Secret } from "../secret.ts";
import { WebDatabases } from "./databases.ts";
import { acme, refused, served } from "./fake_databases.ts";

function setUp(...how: Parameters<typeof served>) {
  const at = served(...how);
  return { ...at, databases: new WebDatabases(at.access, at.options) };
}

Deno.test("WebDatabases refuses names before anything is sent", async () => {
  const { server, databases } = setUp();
  const names = ["", "Acme", "a b", 'a"; drop database b', "a'", "_a", "a-b", "é", "a\n"];
  for (const name of [...names, "a".repeat(64)]) {
    const calls = [
      () => databases.exists(name),
      () => databases.create({ ...acme, name }),
      () => databases.drop(name),
      () => databases.duplicate({ from: name, to: "b", neutralize: false }),
      () => databases.duplicate({ from: "template", to: name, neutralize: false }),
      () => databases.rename({ from: name, to: "b" }),
      () => databases.rename({ from: "template", to: name }),
    ];
    for (const call of calls) await rejects(call, refused("invalid_request"));
  }
  deepStrictEqual(server.asked, []);
  await databases.create({ ...acme, name: "a".repeat(63) });
});

Deno.test("WebDatabases.create() makes a database that its administrator gets into", async () => {
  const { server, databases } = setUp();
  await databases.create({ ...acme, country: "PH" });
  deepStrictEqual(server.databases.get("odoo_acme"), {
    login: "ann@example.com",
    password: "the administrator's",
    lang: "en_US",
  });
  deepStrictEqual(await databases.list(), ["odoo_acme", "template"]);
});

Deno.test("WebDatabases.create() drops a database whose set-up failed although Odoo said true", async () => {
  const { server, databases } = setUp();
  await rejects(databases.create({ ...acme, country: "XX" }), refused("odoo_failed", /set it up/));
  ok(!server.databases.has("odoo_acme"));
});

Deno.test("WebDatabases.create() refuses a language that Odoo would leave out", async () => {
  const { server, databases } = setUp();
  await rejects(databases.create({ ...acme, lang: "xx_XX" }), refused("invalid_request", /xx_XX/));
  ok(!server.databases.has("odoo_acme"));
});

Deno.test("WebDatabases.create() does not touch a database that is there", async () => {
  const { server, databases } = setUp();
  const before = { ...server.databases.get("template") };
  const again = databases.create({ ...acme, name: "template" });
  await rejects(again, refused("odoo_database_exists"));
  deepStrictEqual(server.databases.get("template"), before);
});

Deno.test("WebDatabases tells a wrong master password from a service that is off", async () => {
  const wrong = setUp("wrong");
  const call = ({ databases }: typeof wrong) => databases.drop("template");
  await rejects(call(wrong), refused("misconfigured", /master password is wrong/));
  const off = setUp();
  off.server.listDb = false;
  await rejects(call(off), refused("odoo_access_denied", /service is off/));
  await rejects(off.databases.list(), refused("odoo_access_denied", /service is off/));
  await rejects(off.databases.exists("template"), refused("odoo_access_denied", /service is off/));
});

Deno.test("WebDatabases.duplicate() says what is in the way", async () => {
  const { server, databases } = setUp();
  await databases.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
  const again = databases.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
  await rejects(again, refused("odoo_database_exists"));
  const none = databases.duplicate({ from: "gone", to: "odoo_new", neutralize: false });
  await rejects(none, refused("odoo_database_missing"));
  deepStrictEqual([...server.databases.keys()], ["template", "odoo_acme"]);
});

Deno.test("WebDatabases.duplicate() copies the only database there is, whose page then fails", async () => {
  const { server, databases } = setUp(undefined, 18);
  await databases.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
  deepStrictEqual([...server.databases.keys()], ["template", "odoo_acme"]);
  server.troubles.push("failed");
  const copy = databases.duplicate({ from: "template", to: "odoo_new", neutralize: false });
  await rejects(copy, refused("odoo_failed", /without a reason/));
});

Deno.test("WebDatabases.duplicate() leaves a lost answer to its caller and copies once", async () => {
  const { server, databases } = setUp();
  server.troubles.push("lost");
  const copy = databases.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
  await rejects(copy, refused("odoo_timeout"));
  strictEqual(server.asked.filter((page) => page === "duplicate").length, 1);
});

Deno.test("WebDatabases.drop() is done when there is none, now or after a lost answer", async () => {
  const { server, databases } = setUp();
  await databases.drop("odoo_acme");
  server.put("odoo_acme");
  server.troubles.push("lost");
  await databases.drop("odoo_acme");
  ok(!server.databases.has("odoo_acme"));
  server.put("odoo_acme");
  server.troubles.push("dropped");
  await rejects(databases.drop("odoo_acme"), refused("odoo_timeout"));
});

Deno.test("WebDatabases.drop() tries again while somebody is connected", async () => {
  const { server, databases } = setUp();
  server.troubles.push("busy", "busy");
  await databases.drop("template");
  strictEqual(server.databases.size, 0);
});

Deno.test("WebDatabases.rename() finds its work done after a lost answer", async () => {
  const { server, databases } = setUp();
  server.troubles.push("lost");
  await databases.rename({ from: "template", to: "odoo_acme" });
  deepStrictEqual([...server.databases.keys()], ["odoo_acme"]);
  await rejects(
    databases.rename({ from: "template", to: "odoo_new" }),
    refused("odoo_database_missing"),
  );
  server.put("template");
  await rejects(
    databases.rename({ from: "template", to: "odoo_acme" }),
    refused("odoo_database_exists"),
  );
});

Deno.test("WebDatabases shows no secret that Odoo quotes", async () => {
  const { server, databases } = setUp();
  const shown = async (call: Promise<void>) => {
    server.troubles.push("quoted");
    const error = await call.then(() => undefined, (error: AppError) => error);
    return JSON.stringify([error?.message, error?.suggestion, error?.extra, Deno.inspect(error)]);
  };
  const calls = [() => databases.create(acme), () => databases.drop("template")];
  for (const call of calls) {
    server.troubles.length = 0;
    const text = await shown(call());
    ok(text.includes("***"), text);
    ok(!text.includes(server.masterPassword), text);
    ok(!text.includes(acme.password.reveal()), text);
  }
});

Deno.test("WebDatabases.dump() tells what the page says, without the password it escaped", async () => {
  const masterPassword = new Secret("master's & co");
  const reported = "Command &#39;pg_dump&#39; failed, given master&#39;s &amp; co";
  const page = `<div class="alert">Database backup error: ${reported}</div>`;
  const headers = { "content-type": "text/html" };
  const fetch = (input: URL | Request | string) =>
    Promise.resolve(
      String(input).endsWith("/list")
        ? Response.json({ jsonrpc: "2.0", id: 0, result: ["odoo_acme"] })
        : new Response(page, { headers }),
    );
  const databases = new WebDatabases({ url: "http://odoo", masterPassword }, { fetch });
  await rejects(databases.dump("odoo_acme"), (error: AppError) => {
    strictEqual(
      error.message,
      `Cannot dump the database "odoo_acme": Command 'pg_dump' failed, given ***.`,
    );
    ok(/own log/.test(error.suggestion), error.suggestion);
    return true;
  });
});
