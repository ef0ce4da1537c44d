import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { WebDatabases } from "./databases.ts";
import { acme, refused, served } from "./fake_databases.ts";

function setUp(...how: Parameters<typeof served>) {
  const at = served(...how);
  return { ...at, databases: new WebDatabases(at.access, at.options) };
}

for (const major of [18, 19, 20] as const) {
  Deno.test(`WebDatabases does all of it on Odoo ${major}`, async () => {
    const { server, databases } = setUp(undefined, major);
    await databases.create({ ...acme, lang: "fr_FR", country: "PH" });
    await databases.duplicate({ from: "odoo_acme", to: "odoo_copy", neutralize: false });
    await databases.rename({ from: "odoo_copy", to: "odoo_new" });
    await databases.drop("odoo_acme");
    deepStrictEqual(await databases.list(), ["odoo_new", "template"]);
    strictEqual(server.databases.get("odoo_new")?.lang, "fr_FR");
    strictEqual(server.asked.includes("db.rename"), major < 20);
  });

  Deno.test(`WebDatabases reads the refusals of Odoo ${major}`, async () => {
    const wrong = setUp("wrong", major).databases;
    const onto = { from: "template", to: "odoo_acme" };
    for (
      const call of [
        () => wrong.create(acme),
        () => wrong.duplicate({ ...onto, neutralize: false }),
        () => wrong.drop("template"),
        () => wrong.rename(onto),
      ]
    ) await rejects(call(), refused("misconfigured", /master password is wrong/));
    const { server, databases } = setUp(undefined, major);
    server.troubles.push("busy", "busy");
    await databases.drop("template");
    const failed = databases.create({ ...acme, country: "XX" });
    await rejects(failed, refused("odoo_failed", /set it up/));
    deepStrictEqual([...server.databases.keys()], []);
  });
}

Deno.test("WebDatabases believes no page that leads on", async () => {
  const { server, databases } = setUp();
  server.troubles.push("led", "led");
  const copy = databases.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
  await rejects(copy, refused("odoo_failed", /says that it is done, and it is not/));
  await rejects(databases.drop("template"), refused("odoo_failed", /and it is not/));
  ok(server.databases.has("template"));
});

Deno.test("WebDatabases.drop() is done where Odoo fails over the page that says so", async () => {
  const { server, databases } = setUp();
  server.troubles.push("failed");
  await databases.drop("template");
  strictEqual(server.databases.size, 0);
});

Deno.test("WebDatabases reads a refusal that comes after its look", async () => {
  for (const major of [19, 20] as const) {
    const { server, access, options, databases } = setUp(undefined, major);
    // Between the look and the page somebody else is quicker.
    const { fetch } = server;
    const racing = async (input: URL | Request | string, init?: RequestInit) => {
      if (String(input).endsWith("/duplicate")) server.put("odoo_acme");
      return await fetch(input, init);
    };
    const quick = new WebDatabases(access, { ...options, fetch: racing });
    const copy = quick.duplicate({ from: "template", to: "odoo_acme", neutralize: false });
    await rejects(copy, refused("odoo_database_exists"));
    ok(await databases.exists("odoo_acme"));
  }
});
