import { refreshWorkers } from "../../odoo/workers.ts";
import { Secret } from "../../secret.ts";
import { callSignal } from "./call_limits.ts";
import { odooUrl, type Reach } from "./odoo.ts";

/**
 * Has Odoo's workers let go of another database that had the tenant's name before: until then one of them may
 * tell anybody who calls of columns that are not there, and let a password of that database in once more.
 * It takes a database that counts its changes from a number of its own: workers compare no more than that.
 * @throws {OdooFault} transient, when a worker does not
 */
export async function letGoOfEarlier(
  { deps, tenant }: Pick<Reach, "deps" | "tenant">,
): Promise<void> {
  const connection = {
    url: odooUrl({ deps, tenant }),
    database: tenant.database,
    username: "",
    password: new Secret(""),
    transport: "jsonrpc",
  } as const;
  await refreshWorkers({ connection, fetch, signal: callSignal(deps) });
}
