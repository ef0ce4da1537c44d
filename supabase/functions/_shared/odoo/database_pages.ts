import { faultFromPage } from "./database_refusals.ts";
import { OdooFault, type Operation } from "./faults.ts";
import type { OdooHttp } from "./http.ts";
import { callRoute, callService } from "./jsonrpc.ts";

/** How a page of Odoo's database manager says that it has done what it was asked: it leads on. */
export const done = 303;

/**
 * The names of all databases that the server shows; needs no password. Odoo lists none while its
 * PostgreSQL does not answer, so an empty list is believed when PostgreSQL answers before and after a
 * second one. @throws {OdooFault} auth when the service is off; unknown_outcome while PostgreSQL is away
 */
export async function listDatabases(
  http: OdooHttp,
  operation: Operation,
  signal: AbortSignal,
): Promise<string[]> {
  const names = await listed(http, operation, signal);
  if (names.length > 0) return names;
  await expectPostgres(http, operation, signal);
  const again = await listed(http, operation, signal);
  if (again.length === 0) await expectPostgres(http, operation, signal);
  return again;
}

async function expectPostgres(
  http: OdooHttp,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  const path = "/web/health?db_server_status=1";
  const { status } = await http.send(operation, { method: "GET", path, repeatable: true, signal });
  if (status === 200) return;
  throw new OdooFault("unknown_outcome", operation, "its PostgreSQL does not answer");
}

async function listed(
  http: OdooHttp,
  operation: Operation,
  signal: AbortSignal,
): Promise<string[]> {
  const request = { path: "/web/database/list", params: {}, repeatable: true, signal };
  const names = await callRoute(http, operation, request);
  if (Array.isArray(names)) return names.map(String).sort();
  throw new OdooFault("protocol", operation, "its list of databases is none");
}

/** Has a page do what its form says; sent once, whatever becomes of it. @throws {OdooFault} */
export async function submit(
  http: OdooHttp,
  operation: Operation,
  page: "create" | "duplicate" | "drop",
  form: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const answer = await send(http, operation, page, form, signal);
  if (answer.status !== done) throw faultFromPage(operation, answer);
}

/** Renames a database: by a page, which Odoo has from 19.1 on, and before by the service `db`, which it then has no more. */
export async function renameDatabase(
  http: OdooHttp,
  operation: Operation,
  { from, to }: { from: string; to: string },
  signal: AbortSignal,
): Promise<void> {
  const answer = await send(http, operation, "rename", { name: from, new_name: to }, signal);
  if (answer.status === done) return;
  if (answer.status !== 404) throw faultFromPage(operation, answer);
  const args = [http.connection.password.reveal(), from, to];
  const call = { service: "db", method: "rename", args, repeatable: false, signal } as const;
  await callService(http, operation.title, call);
}

function send(
  http: OdooHttp,
  operation: Operation,
  page: string,
  form: Record<string, string>,
  signal: AbortSignal,
) {
  return http.send(operation, {
    method: "POST",
    path: `/web/database/${page}`,
    form: { master_pwd: http.connection.password.reveal(), ...form },
    repeatable: false,
    signal,
  });
}
