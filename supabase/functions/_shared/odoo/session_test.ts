import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { OdooClient } from "./client.ts";
import { FakeOdoo } from "./fake_odoo.ts";
import type { Logins } from "./session.ts";
import type { OdooConnection } from "./types.ts";

const key = "0123456789abcdef0123456789abcdef01234567";
const minute = 60_000;

/** Several clients of one process, which share its logins and its clock. */
class Process {
  time = 0;
  readonly logins: Logins = new Map();
  readonly #odoo: FakeOdoo;

  constructor(odoo: FakeOdoo) {
    this.#odoo = odoo;
  }

  connect(changes: Partial<OdooConnection> = {}): Promise<OdooClient> {
    const { url, database, login, credential, fetch } = this.#odoo;
    const password = new Secret(credential);
    const known: OdooConnection = { url, database, username: login, password, transport: "auto" };
    return OdooClient.connect({ ...known, ...changes }, {
      fetch,
      logins: this.logins,
      now: () => this.time,
      retry: { sleep: () => Promise.resolve() },
    });
  }
}

/** How many requests it takes: two when it asks for the version and logs in, none when it is known. */
async function requests(odoo: FakeOdoo, connect: () => Promise<OdooClient>): Promise<number> {
  const before = odoo.paths.length;
  await connect();
  return odoo.paths.length - before;
}

for (const [version, credential] of [["18.0", "a password"], ["19.0-20260301", key]] as const) {
  Deno.test(`openSession() logs in once in five minutes on ${version}`, async () => {
    const odoo = new FakeOdoo(version, credential);
    const process = new Process(odoo);
    const first = await process.connect();
    process.time = 5 * minute - 1;
    strictEqual(await requests(odoo, () => process.connect()), 0);
    const again = await process.connect();
    deepStrictEqual(
      [again.uid, again.version, again.transport.kind],
      [first.uid, first.version, first.transport.kind],
    );
    deepStrictEqual(await again.create("x.model", [{ name: "a" }]), [1]);
    process.time = 5 * minute;
    strictEqual(await requests(odoo, () => process.connect()), 2);
    process.time = 9 * minute;
    strictEqual(await requests(odoo, () => process.connect()), 0);
  });
}

Deno.test("openSession() keeps each connection's login apart", async () => {
  const odoo = new FakeOdoo("18.0", "a password");
  const process = new Process(odoo);
  await process.connect();
  const others: Partial<OdooConnection>[] = [
    { database: "other" },
    { url: "http://other.test" },
    { transport: "jsonrpc" },
  ];
  for (const other of others) {
    strictEqual(await requests(odoo, () => process.connect(other)), 2);
  }
  strictEqual(process.logins.size, 4);
  await rejects(process.connect({ password: new Secret("wrong") }), { code: "odoo_auth_failed" });
  await rejects(process.connect({ username: "eve" }), { code: "odoo_auth_failed" });
});

Deno.test("openSession() does not keep a login that failed", async () => {
  const odoo = new FakeOdoo("18.0", "a password");
  const process = new Process(odoo);
  const wrong = { password: new Secret("wrong") };
  for (const _ of [1, 2]) {
    await rejects(process.connect(wrong), { code: "odoo_auth_failed" });
  }
  strictEqual(process.logins.size, 0);
});

Deno.test("openSession() keeps no credential in its table", async () => {
  const process = new Process(new FakeOdoo("18.0", "hunter22"));
  await process.connect();
  strictEqual(JSON.stringify([...process.logins]).includes("hunter22"), false);
});

const refusal = { name: "odoo.exceptions.AccessDenied", message: "Access Denied", debug: "" };
const refuse = () =>
  Response.json({ jsonrpc: "2.0", id: 1, error: { code: 0, message: "Odoo", data: refusal } });
const busy = () => new Response("busy", { status: 503 });

Deno.test("forgetSession() is what a refused credential leads to: the next client logs in again", async () => {
  const odoo = new FakeOdoo("18.0", "a password");
  const process = new Process(odoo);
  const client = await process.connect();
  odoo.troubles.push(refuse);
  await rejects(client.create("x.model", [{ name: "a" }]), { code: "odoo_auth_failed" });
  strictEqual(await requests(odoo, () => process.connect()), 2);
});

Deno.test("forgetSession() is not what another fault leads to", async () => {
  const odoo = new FakeOdoo("18.0", "a password");
  const process = new Process(odoo);
  const client = await process.connect();
  odoo.troubles.push(busy, busy, busy, busy, busy);
  await rejects(client.create("x.model", [{ name: "a" }]), { kind: "transient" });
  strictEqual(await requests(odoo, () => process.connect()), 0);
});
