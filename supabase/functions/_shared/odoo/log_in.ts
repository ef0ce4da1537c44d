import { OdooClient, type OdooClientOptions } from "./client.ts";
import { type FaultKind, OdooFault } from "./faults.ts";
import type { OdooConnection } from "./types.ts";
import { quoted } from "../quoted.ts";

/**
 * What a database says to a log-in:
 * - `in`: it works; the client is logged in
 * - `refused`: Odoo says of the user, password or API key that it is wrong
 * - `unknown`: it cannot say; so answers a database that is half made, being restored, dropped, or that
 *   a worker knows as it was a while ago. Asked again later, it may well say `in`.
 */
export type LogIn =
  | { is: "in"; client: OdooClient }
  | { is: "refused"; fault: OdooFault }
  | { is: "unknown"; fault: OdooFault };

/** No database was asked, or its answer was lost. */
const unasked: FaultKind[] = ["transient", "unknown_outcome", "unreachable"];

/** Logs in, past all remembered logins unless some are given: they would tell of a while ago. @throws {OdooFault} when no database was asked */
export async function tryLogIn(
  connection: OdooConnection,
  options: OdooClientOptions = {},
): Promise<LogIn> {
  try {
    const client = await OdooClient.connect(connection, { logins: new Map(), ...options });
    return { is: "in", client };
  } catch (error) {
    if (!(error instanceof OdooFault) || unasked.includes(error.kind)) throw error;
    const refused = error.kind === "auth" && isOdoosWord(error);
    return { is: refused ? "refused" : "unknown", fault: error };
  }
}

/**
 * The client of a user whom the database lets in; undefined for one whom it refuses.
 * @throws {OdooFault} when it cannot say: `transient` where asking again may help
 */
export async function letIn(
  connection: OdooConnection,
  options: OdooClientOptions = {},
): Promise<OdooClient | undefined> {
  const answer = await tryLogIn(connection, options);
  if (answer.is === "unknown") throw worthAnotherTry(answer.fault, connection);
  return answer.is === "in" ? answer.client : undefined;
}

/** Whether this user, with this password or API key, gets into the database. @throws {OdooFault} as letIn */
export async function logsIn(
  connection: OdooConnection,
  options: Omit<OdooClientOptions, "logins"> = {},
): Promise<boolean> {
  return await letIn(connection, options) !== undefined;
}

/** What is told of a database that cannot say who gets in: another try, as long as Odoo itself answers for it. */
export function worthAnotherTry(fault: OdooFault, connection: OdooConnection): OdooFault {
  if (fault.kind === "database_missing" || !isOdoosWord(fault)) return fault;
  const title = `log in to the Odoo database ${quoted(connection.database)} as ${
    quoted(connection.username)
  }`;
  const reason = `the database cannot say yet who gets in (${fault.reason})`;
  return new OdooFault("transient", { title, connection }, reason, { cause: fault });
}

/** Whether Odoo raised it; else it comes from a proxy, or from something that is no Odoo. */
function isOdoosWord({ extra }: OdooFault): boolean {
  return extra?.exception !== undefined;
}
