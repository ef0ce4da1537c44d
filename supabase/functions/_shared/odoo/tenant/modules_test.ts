import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { FaultKind } from "../faults.ts";
import { FakeDatabase } from "./fake_database.ts";
import { installModule, observeModules, resetPendingModules } from "./modules.ts";

function setUp(answer?: FaultKind): FakeDatabase {
  const odoo = new FakeDatabase();
  const states = ["installed", "uninstalled", "to install", "uninstallable"];
  states.forEach((state, index) =>
    odoo.put("ir.module.module", { id: index + 1, name: `m${index + 1}`, state })
  );
  odoo.methods.button_immediate_install = (ids) => {
    if (answer !== "transient") {
      for (const id of ids) {
        odoo.put("ir.module.module", {
          ...odoo.table("ir.module.module").get(id),
          state: "installed",
        });
      }
    }
    if (answer) throw odoo.fault(answer);
    return true;
  };
  odoo.methods.update_list = () => {
    odoo.put("ir.module.module", { id: 9, name: "late", state: "uninstalled" });
    return [0, 1];
  };
  return odoo;
}

Deno.test("observeModules() tells installed from missing, and what is under way", async () => {
  const odoo = setUp();
  deepStrictEqual(await observeModules(odoo.client, ["m2", "m1"]), {
    installed: ["m1"],
    missing: ["m2"],
    pending: ["m3"],
  });
  deepStrictEqual(odoo.changes, []);
});

Deno.test("observeModules() looks once for modules that are new on the server", async () => {
  const odoo = setUp();
  deepStrictEqual((await observeModules(odoo.client, ["late"])).missing, ["late"]);
  await rejects(observeModules(odoo.client, ["m1", "nope", "m4"]), /has no "nope", "m4"/);
});

Deno.test("installModule() installs once, and says when it was only started", async () => {
  const odoo = setUp();
  strictEqual(await installModule(odoo.client, "m2"), "installed");
  strictEqual(await installModule(odoo.client, "m2"), "installed");
  strictEqual(odoo.changes.length, 1);
  strictEqual(await installModule(setUp("unknown_outcome").client, "m2"), "started");
  strictEqual(await installModule(setUp("transient").client, "m2"), "started");
  await rejects(installModule(setUp("access").client, "m2"), /Cannot call Odoo/);
});

Deno.test("resetPendingModules() asks each version for what it has", async () => {
  for (const [major, changes] of Object.entries(resets)) {
    const odoo = setUp();
    odoo.version.major = Number(major);
    odoo.methods.button_reset_state = odoo.methods.upgrade_module_cancel = () => true;
    await resetPendingModules(odoo.client);
    deepStrictEqual(odoo.changes, changes);
  }
});

const before19 = ["create base.module.upgrade", "upgrade_module_cancel base.module.upgrade"];
const resets = { 17: before19, 18: before19, 19: ["button_reset_state ir.module.module"] };
