import { createHash } from "node:crypto";
import type { OdooClient } from "../client.ts";

/** Changes whenever templates are made in another way. */
const recipe = "1";

/** What a database holds, in one word: two of the same hash are as good as each other. */
export interface Closure {
  /** Odoo's, e.g. `19.0`. */
  version: string;
  /** SHA-256, as hex. */
  hash: string;
}

/**
 * Digests Odoo's version and every installed module, as Odoo itself resolved what depends on what,
 * with the version that lies on the server now: right after an installation that is the installed one.
 */
export async function readClosure(client: OdooClient): Promise<Closure> {
  const rows = await client.searchRead("ir.module.module", {
    domain: [["state", "!=", "uninstalled"], ["state", "!=", "uninstallable"]],
    // Odoo's names are the wrong way round: "installed_version" is the one on the server.
    fields: ["name", "installed_version", "state"],
  });
  const version = client.version.text;
  const modules = rows.map(({ name, installed_version, state }) =>
    `${name} ${installed_version} ${state}`
  );
  const text = [recipe, version, ...modules.sort()].join("\n");
  return { version, hash: createHash("sha256").update(text).digest("hex") };
}
