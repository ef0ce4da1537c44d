import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import type { CallLog } from "./attempts.ts";
import { OdooClient } from "./client.ts";
import { FakeOdoo } from "./fake_odoo.ts";
import type { OdooConnection } from "./types.ts";

const key = "0123456789abcdef0123456789abcdef01234567";
const refused = () => {
  throw new TypeError("fetch failed", { cause: new Error("client error (Connect): refused") });
};
const cut = () => {
  throw new TypeError("fetch failed", { cause: new Error("connection closed before message") });
};

async function connect(
  odoo: FakeOdoo,
  changes: Partial<OdooConnection> = {},
  log?: (entry: CallLog) => void,
  timeoutMs?: number,
) {
  const { url, database, login, credential, fetch } = odoo;
  const connection: OdooConnection = {
    url,
    database,
    username: login,
    password: new Secret(credential),
    transport: "auto",
    ...changes,
  };
  const sleep = () => Promise.resolve();
  return await OdooClient.connect(connection, {
    fetch,
    retry: { sleep },
    log,
    timeoutMs,
    now: () => 0,
    logins: new Map(),
  });
}

Deno.test("OdooClient.connect() takes /json/2 for an API key on 19", async () => {
  const odoo = new FakeOdoo("19.0-20260301", key);
  const client = await connect(odoo);
  strictEqual(client.transport.kind, "json2");
  deepStrictEqual(client.version, { major: 19, text: "19.0-20260301" });
  strictEqual(client.uid, 7);
  deepStrictEqual(odoo.paths, ["/web/version", "/json/2/res.users/context_get"]);
  strictEqual(client.callCount, 2);
});

Deno.test("OdooClient.connect() takes /jsonrpc for a password, and for a key before 19", async () => {
  strictEqual((await connect(new FakeOdoo("19.0", "a password"))).transport.kind, "jsonrpc");
  const old = new FakeOdoo("18.0-20251001", key);
  strictEqual((await connect(old)).transport.kind, "jsonrpc");
  deepStrictEqual(old.paths, ["/web/version", "/jsonrpc", "/jsonrpc"]);
});

Deno.test("OdooClient.connect() takes the transport that the connection names", async () => {
  const odoo = new FakeOdoo("19.0", key);
  strictEqual((await connect(odoo, { transport: "jsonrpc" })).transport.kind, "jsonrpc");
  strictEqual((await connect(odoo, { transport: "json2" })).transport.kind, "json2");
  const old = connect(new FakeOdoo("18.0", key), { transport: "json2" });
  await rejects(old, { code: "misconfigured", message: /older than 19/ });
});

Deno.test("OdooClient.connect() refuses a URL that is none or carries credentials", async () => {
  const odoo = new FakeOdoo("19.0", key);
  await rejects(connect(odoo, { url: "odoo.test" }), { code: "misconfigured" });
  await rejects(connect(odoo, { url: "http://bot:hidden@odoo.test" }), {
    code: "misconfigured",
    message: "Cannot connect to Odoo: its URL carries credentials.",
  });
});

for (const version of ["18.0", "19.0"]) {
  Deno.test(`OdooClient.create() and searchRead() round-trip records on ${version}`, async () => {
    const client = await connect(new FakeOdoo(version, key));
    deepStrictEqual(await client.create("x.model", [{ name: "a" }, { name: "b" }]), [1, 2]);
    await client.write("x.model", [2], { name: "c" });
    deepStrictEqual(
      await client.searchRead("x.model", { domain: [], fields: ["name"] }),
      [
        { id: 1, name: "a", owner: 7, parts: [7, 8] },
        { id: 2, name: "c", owner: 7, parts: [7, 8] },
      ],
    );
  });

  Deno.test(`OdooClient.call() gives null for a method that returns None on ${version}`, async () => {
    const client = await connect(new FakeOdoo(version, key));
    strictEqual(await client.call("x.model", "returns_none"), null);
  });

  Deno.test(`OdooClient.create() is not repeated after a lost answer on ${version}`, async () => {
    const odoo = new FakeOdoo(version, key);
    const client = await connect(odoo);
    odoo.troubles.push(cut);
    await rejects(client.create("x.model", [{ name: "a" }]), { kind: "unknown_outcome" });
    strictEqual(odoo.names.size, 0);
  });

  Deno.test(`OdooClient.create() is repeated when it never arrived on ${version}`, async () => {
    const odoo = new FakeOdoo(version, key);
    const client = await connect(odoo);
    odoo.troubles.push(refused, () => new Response("busy", { status: 503 }), refused);
    deepStrictEqual(await client.create("x.model", [{ name: "a" }]), [1]);
  });

  Deno.test(`OdooClient.write() is repeated after a lost answer on ${version}`, async () => {
    const odoo = new FakeOdoo(version, key);
    const client = await connect(odoo);
    const [id] = await client.create("x.model", [{ name: "a" }]);
    odoo.troubles.push(cut, cut);
    await client.write("x.model", [id!], { name: "b" });
    strictEqual(odoo.names.get(id!), "b");
    strictEqual(client.callCount, odoo.paths.length);
  });
}

Deno.test("OdooClient.searchRead() asks a model only once for bare ids it cannot give", async () => {
  const client = await connect(new FakeOdoo("18.0", key));
  const count = client.callCount;
  const query = { domain: [], fields: ["name"] };
  await client.searchRead("x.model", query);
  await client.searchRead("x.model", query);
  strictEqual(client.callCount - count, 3);
});

Deno.test("OdooClient.call() is bounded by its time limit, repetitions included", async () => {
  const odoo = new FakeOdoo("19.0", key);
  const client = await connect(odoo, {}, undefined, 20);
  const count = client.callCount;
  odoo.troubles.push((signal) =>
    new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason)))
  );
  const query = { domain: [], fields: ["name"] };
  await rejects(client.searchRead("x.model", query), { code: "odoo_timeout" });
  strictEqual(client.callCount - count, 1);
});

Deno.test("OdooClient.call() gives up after five attempts and logs each", async () => {
  const odoo = new FakeOdoo("19.0", key);
  const logged: CallLog[] = [];
  const client = await connect(odoo, {}, (entry) => logged.push(entry));
  odoo.troubles.push(refused, refused, refused, refused, refused);
  await rejects(client.create("x.model", [{ name: "a" }]), { code: "odoo_unreachable" });
  deepStrictEqual(
    logged.slice(2).map(({ method, attempt, outcome }) => `${method} ${attempt} ${outcome}`),
    [1, 2, 3, 4, 5].map((attempt) => `create ${attempt} unreachable`),
  );
});

Deno.test("OdooClient.create() and write() send nothing for no rows", async () => {
  const odoo = new FakeOdoo("19.0", key);
  const client = await connect(odoo);
  deepStrictEqual(await client.create("x.model", []), []);
  await client.write("x.model", [], { name: "a" });
  await client.saveMany("x.model", []);
  strictEqual(odoo.paths.length, 2);
});

Deno.test("OdooClient tells a database that is missing from a PostgreSQL that is away", async () => {
  const odoo = new FakeOdoo("19.0", key);
  await rejects(connect(odoo, { database: "none" }), { code: "odoo_database_missing" });
  const client = await connect(odoo);
  odoo.postgresIsAway = true;
  await rejects(client.create("x.model", [{ name: "a" }]), { code: "odoo_busy" });
  await rejects(connect(odoo), { code: "odoo_busy" });
  odoo.postgresIsAway = false;
  await client.create("x.model", [{ name: "a" }]);
  strictEqual(odoo.names.size, 1);
});

Deno.test("OdooClient.languages() asks once in a login's life, or afresh", async () => {
  const odoo = new FakeOdoo("19.0", "a password");
  const client = await connect(odoo);
  const codes = ["en_US", "fr_FR"];
  let asked = 0;
  client.searchRead = (model) => {
    strictEqual(model, "res.lang");
    asked++;
    return Promise.resolve(codes.slice(0, asked).map((code) => ({ code })));
  };
  deepStrictEqual([await client.languages(), await client.languages()], [["en_US"], ["en_US"]]);
  deepStrictEqual([await client.languages(true), await client.languages()], [codes, codes]);
  strictEqual(asked, 2);
});
