import { createHash } from "node:crypto";
import type { OdooClient } from "../client.ts";

/** SHA-256 over the installed modules with their versions, in hexadecimal. */
export async function moduleHash(client: OdooClient): Promise<string> {
  const rows = await client.searchRead("ir.module.module", {
    domain: [["state", "=", "installed"]],
    fields: ["name", "latest_version"],
  });
  const lines = rows.map(({ name, latest_version }) => `${name} ${latest_version}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
