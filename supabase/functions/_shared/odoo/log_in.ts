import { OdooClient, type OdooClientOptions } from "./client.ts";
import { type FaultKind, OdooFault } from "./faults.ts";
import type { OdooConnection } from "./types.ts";

/** What Odoo answers for a wrong login, or from a database that is not set up, or not there. */
const refusals: FaultKind[] = ["auth", "data", "protocol", "database_missing"];

/** Whether this user, with this password or API key, gets into the database. @throws {OdooFault} when Odoo does not say */
export async function logsIn(
  connection: OdooConnection,
  options: Omit<OdooClientOptions, "logins"> = {},
): Promise<boolean> {
  try {
    // Remembered logins would tell of a while ago.
    await OdooClient.connect(connection, { ...options, logins: new Map() });
    return true;
  } catch (error) {
    if (error instanceof OdooFault && refusals.includes(error.kind)) return false;
    throw error;
  }
}
