import { odooBaseUrl } from "../odoo_url.ts";
import { quoted } from "../quoted.ts";
import { faultFromNetwork, OdooFault } from "./faults.ts";
import type { OdooConnection } from "./types.ts";

/** A database, and how Odoo's own web pages are asked about it. */
export interface ServedDatabase {
  connection: OdooConnection;
  fetch: typeof fetch;
  signal?: AbortSignal;
}

/** Asked at once, so that no worker is left idle: each answers one request at a time. */
const atOnce = 12;
/** A worker that reads a database's modules anew takes up to some seconds; one at work is waited for. */
const rounds = 5;

/**
 * Has the workers of an Odoo compare what they remember of a database with the database. A worker keeps
 * its registry of a name whose database was dropped, renamed away or was being restored when it looked; a
 * log-in over RPC takes that as it is, in 17 to 19 alike, while every page compares first. Nobody logs in here.
 * @returns false where Odoo serves no pages of that database here: it is half made, or behind a dbfilter
 * @throws {OdooFault} transient, when a worker goes on answering with what it remembers
 */
export async function refreshWorkers(served: ServedDatabase): Promise<boolean> {
  for (let round = 1;; round++) {
    const session = await openedSession(served);
    if (session === undefined) return false;
    // Where the first one asked does not know the database either, it is half made.
    if (round === 1 && !await isFresh(served, session)) return false;
    const fresh = await Promise.all(
      Array.from({ length: atOnce }, () => isFresh(served, session)),
    );
    if (fresh.every(Boolean)) return true;
    if (round === rounds) throw staleWorkers(served);
  }
}

/** What a worker raises of a database that it remembers otherwise: models or columns that are not there. */
const stale = /^builtins\.KeyError: '\w+(\.\w+)+'$|^psycopg2\.errors\.Undefined(Column|Table): /;

/**
 * Runs a call, and once more where a worker could not carry it out for what it remembers: by then all have looked.
 * What such a worker raises was undone, or comes before anything was done.
 * @throws {OdooFault} that of the call; transient, when a worker goes on with what it remembers
 */
export async function pastStaleWorkers<T>(
  { connection, fetch }: Pick<ServedDatabase, "connection" | "fetch">,
  signal: AbortSignal,
  call: () => Promise<T>,
  isStale = (fault: OdooFault) => stale.test(`${fault.extra?.exception}: ${fault.reason}`),
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OdooFault) || !isStale(error)) throw error;
    if (!await refreshWorkers({ connection, fetch, signal })) throw error;
    return await call();
  }
}

function staleWorkers(served: ServedDatabase): OdooFault {
  const reason = "a worker goes on with what it remembers of an earlier database of this name";
  const suggestion = "Run again in a while; if it stays so, restart Odoo, which forgets it.";
  return new OdooFault("transient", operationOf(served), reason, { suggestion });
}

/** A session that is about the database, as a cookie; nobody is logged in with it. */
async function openedSession(served: ServedDatabase): Promise<string | undefined> {
  const path = `/web/login?db=${encodeURIComponent(served.connection.database)}`;
  const response = await get(served, path);
  await response.body?.cancel();
  const back = response.headers.get("location")?.includes(path) ?? false;
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith("session_id="));
  return back ? cookie?.split(";")[0] : undefined;
}

/** The cheapest page for which Odoo loads the database; that of another one, or of none, is no manifest. */
async function isFresh(served: ServedDatabase, cookie: string): Promise<boolean> {
  const response = await get(served, "/web/manifest.webmanifest", { cookie });
  await response.body?.cancel();
  return response.status === 200;
}

async function get(
  served: ServedDatabase,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const { connection, signal } = served;
  try {
    const url = odooBaseUrl(connection.url) + path;
    return await served.fetch(url, { headers, redirect: "manual", signal });
  } catch (error) {
    throw faultFromNetwork(operationOf(served), error);
  }
}

function operationOf({ connection }: ServedDatabase) {
  const title = `have Odoo's workers look at the database ${quoted(connection.database)} anew`;
  return { title, connection };
}
