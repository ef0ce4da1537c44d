import type { StackConfig } from "./config.ts";
import { freePort } from "./process.ts";

export interface Ports {
  api: number;
  database: number;
  odoo: number;
}

const ODOO_PORT = 8069;

/** Free ports, or the well-known ones after a look whether each is free. */
export function choosePorts(
  kind: "default" | "free",
  config: StackConfig,
  { odoo, databaseUrl }: { odoo: boolean; databaseUrl?: string },
): Ports {
  if (kind === "free") return { api: freePort(), database: freePort(), odoo: freePort() };
  assertFree(config.apiPort, "the API");
  if (!databaseUrl) assertFree(config.databasePort, "PostgreSQL");
  if (odoo) assertFree(ODOO_PORT, "Odoo");
  return { api: config.apiPort, database: config.databasePort, odoo: ODOO_PORT };
}

function assertFree(port: number, use: string): void {
  if (isFree(port)) return;
  throw new Error(
    `Cannot start: port ${port} for ${use} is taken by another program. ` +
      "Stop that one, or start with --free-ports.",
  );
}

/** Whether nobody listens on a loopback port. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
