import { AppError } from "../../errors.ts";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { allQuoted } from "../../quoted.ts";

export interface ModuleStates {
  installed: string[];
  /** Not installed, in the order asked for. */
  missing: string[];
  /** Any module that Odoo is about to install, upgrade or remove: at work, or left by a killed worker. */
  pending: string[];
}

const pendingStates = ["to install", "to upgrade", "to remove"];

/**
 * Where the modules stand. Modules that were put on the server since are looked for.
 * @throws {AppError} odoo_failed, when the server has no such module
 */
export async function observeModules(client: OdooClient, names: string[]): Promise<ModuleStates> {
  let states = await readStates(client, names);
  if (names.some((name) => !states.has(name))) {
    await client.call("ir.module.module", "update_list");
    states = await readStates(client, names);
  }
  const unknown = names.filter((name) => [undefined, "uninstallable"].includes(states.get(name)));
  if (unknown.length > 0) {
    const detail = `Cannot install modules: this Odoo has no ${allQuoted(unknown)}.`;
    throw new AppError("odoo_failed", detail, {
      suggestion: "Put them on the server's addons path, or take them out of the bundle.",
    });
  }
  return {
    installed: names.filter((name) => states.get(name) === "installed"),
    missing: names.filter((name) => states.get(name) !== "installed"),
    pending: [...states].filter(([, state]) => pendingStates.includes(state)).map(([name]) => name),
  };
}

/**
 * Installs one module with what it depends on, 1 to 20 s: `installed`, or `started` when Odoo gave
 * no answer in the client's time or is busy with another one. Then look again: Odoo goes on by itself.
 * @throws {OdooFault}
 */
export async function installModule(
  client: OdooClient,
  name: string,
): Promise<"installed" | "started"> {
  const [row] = await client.searchRead("ir.module.module", {
    domain: [["name", "=", name]],
    fields: ["state"],
  });
  if (row?.state === "installed") return "installed";
  try {
    await client.call("ir.module.module", "button_immediate_install", { ids: [Number(row!.id)] });
    return "installed";
  } catch (error) {
    const kind = error instanceof OdooFault ? error.kind : undefined;
    if (kind === "unknown_outcome" || kind === "transient") return "started";
    throw error;
  }
}

/**
 * Upgrades `base`, and with it all modules, to the code that the server runs now: `upgraded`, or
 * `started` when Odoo gave no answer in the client's time. Then look again.
 * @throws {OdooFault} transient, when it is busy with other modules
 */
export async function upgradeModules(client: OdooClient): Promise<"upgraded" | "started"> {
  const [base] = await client.searchRead("ir.module.module", {
    domain: [["name", "=", "base"]],
    fields: ["id"],
  });
  try {
    await client.call("ir.module.module", "button_immediate_upgrade", { ids: [Number(base!.id)] });
    return "upgraded";
  } catch (error) {
    if (error instanceof OdooFault && error.kind === "unknown_outcome") return "started";
    throw error;
  }
}

/** Forgets installations that a killed worker left pending; only when none can be at work any more. */
export async function resetPendingModules(client: OdooClient): Promise<void> {
  if (client.version.major >= 19) {
    await client.call("ir.module.module", "button_reset_state");
    return;
  }
  const ids = await client.create("base.module.upgrade", [{}]);
  await client.call("base.module.upgrade", "upgrade_module_cancel", { ids });
}

async function readStates(client: OdooClient, names: string[]): Promise<Map<string, string>> {
  const rows = await client.searchRead("ir.module.module", {
    domain: ["|", ["name", "in", names], ["state", "in", pendingStates]],
    fields: ["name", "state"],
  });
  return new Map(rows.map(({ name, state }) => [String(name), String(state)]));
}
