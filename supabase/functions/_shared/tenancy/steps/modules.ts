import { bundleModules, notedModules } from "../../database/step_records.ts";
import { installModule, observeModules, resetPendingModules } from "../../odoo/tenant/modules.ts";
import { quoted } from "../../quoted.ts";
import { asking, mayBeAtWork } from "../tenant/long_work.ts";
import { manage } from "../tenant/odoo.ts";
import { absent, ownDatabaseOnly, type Work } from "../tenant/step.ts";

/** One module a claim, so that a claim fits into what a function may take. */
export const modules = ownDatabaseOnly({
  name: "modules",
  does:
    "Install the missing modules, one by one: those of the bundle, or those that `module_apply` asks for.",
  touches: "the tenant's Odoo database",
  async observe(work) {
    const names = await wantedModules(work);
    const { missing, pending } = await observeModules(await manage(work), names);
    if (pending.length > 0 && mayBeAtWork(work)) return { is: "under_way", lookAgainIn: 2 };
    return missing.length + pending.length > 0
      ? absent
      : { is: "there", output: { modules: names } };
  },
  async apply(work) {
    const client = await manage(work);
    const { missing, pending } = await observeModules(client, await wantedModules(work));
    if (pending.length > 0) await resetPendingModules(client);
    const [next] = missing;
    if (next === undefined) return { lookAgainIn: 0 };
    const output = asking(work, `install the module ${quoted(next)}`);
    const end = await installModule(client, next);
    return end === "started" ? { output, lookAgainIn: 2 } : { lookAgainIn: 0 };
  },
});

/** The modules that were asked for, else those of the bundle; of a clone, its source's further ones, too. */
async function wantedModules({ deps: { sql }, tenant, operation }: Work): Promise<string[]> {
  const { modules, bundle, source } = operation.input as Asked;
  if (modules) return modules;
  const own = await bundleModules(sql, bundle ?? tenant.bundle_code);
  return [...new Set([...own, ...source ? await notedModules(sql, source) : []])];
}

interface Asked {
  modules?: string[];
  bundle?: string;
  /** Slug of the tenant that is cloned. */
  source?: string;
}
