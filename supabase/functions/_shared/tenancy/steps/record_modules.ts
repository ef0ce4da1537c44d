import { noteModules } from "../../database/step_records.ts";
import { readDependencies } from "../../odoo/tenant/dependencies.ts";
import { manage } from "../tenant/odoo.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";

export const recordModules = ownDatabaseOnly({
  name: "record_modules",
  does: "Store which modules are installed, and what they depend on.",
  touches: "control.tenant_module_states, control.modules",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply(work) {
    const { deps, operation, outputs } = work;
    const modules = outputs.modules as string[];
    const dependsOn = await readDependencies(await manage(work), modules);
    await noteModules(deps.sql, operation.id, { modules, dependsOn });
  },
});
