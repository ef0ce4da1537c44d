import { deepStrictEqual } from "node:assert/strict";
import { readDependencies } from "./dependencies.ts";
import { FakeDatabase } from "./fake_database.ts";

Deno.test("readDependencies() gives what each module asked for depends on", async () => {
  const odoo = new FakeDatabase();
  odoo.put(
    "ir.module.module",
    { id: 1, name: "base" },
    { id: 2, name: "project" },
    { id: 3, name: "crm" },
  );
  odoo.put(
    "ir.module.module.dependency",
    { id: 1, module_id: 2, name: "portal" },
    { id: 2, module_id: 2, name: "analytic" },
    { id: 3, module_id: 3, name: "mail" },
  );
  deepStrictEqual(await readDependencies(odoo.client, ["project", "base", "no_such"]), {
    base: [],
    project: ["analytic", "portal"],
  });
});
