import { noteModules } from "../../database/step_records.ts";
import { absent, ownDatabaseOnly } from "../tenant/step.ts";

export const recordModules = ownDatabaseOnly({
  name: "record_modules",
  does: "Store which modules are installed.",
  touches: "control.tenant_module_states",
  harmless: true,
  observe: () => Promise.resolve(absent),
  async apply({ deps, operation, outputs }) {
    await noteModules(deps.sql, operation.id, outputs.modules as string[]);
  },
});
