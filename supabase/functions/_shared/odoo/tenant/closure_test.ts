import { notStrictEqual, strictEqual } from "node:assert/strict";
import { readClosure } from "./closure.ts";
import { FakeDatabase } from "./fake_database.ts";

function database(...changes: [name: string, version: string, state: string][]): FakeDatabase {
  const fake = new FakeDatabase();
  const modules = new Map([
    ["base", ["19.0.1.3", "installed"]],
    ["project", ["19.0.1.3", "installed"]],
    ["crm", ["19.0.1.9", "uninstalled"]],
    ["broken", ["19.0.1.0", "uninstallable"]],
    ...changes.map(([name, ...rest]) => [name, rest] as const),
  ]);
  const rows = [...modules].map(([name, [installed_version, state]], id) => {
    return { id, name, installed_version, state };
  });
  fake.put("ir.module.module", ...rows);
  return fake;
}

const hash = async (fake: FakeDatabase) => (await readClosure(fake.client)).hash;

Deno.test("readClosure() gives databases of the same modules and versions the same hash", async () => {
  const { version } = await readClosure(database().client);
  strictEqual(version, "19.0");
  strictEqual(await hash(database()), await hash(database()));
  strictEqual(await hash(database()), await hash(database(["crm", "19.0.2.0", "uninstalled"])));
});

Deno.test("readClosure() gives another hash for another version, module, state or Odoo", async () => {
  const hashes = await Promise.all([
    hash(database()),
    hash(database(["project", "19.0.1.4", "installed"])),
    hash(database(["crm", "19.0.1.9", "installed"])),
    hash(database(["project", "19.0.1.3", "uninstalled"])),
    hash(database(["project", "19.0.1.3", "to upgrade"])),
    hash(Object.assign(database(), { version: { major: 19, text: "19.1" } })),
  ]);
  strictEqual(new Set(hashes).size, hashes.length);
  notStrictEqual(hashes[0], "");
});
