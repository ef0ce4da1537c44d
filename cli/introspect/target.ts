import { answered, Refused } from "../../client/client.ts";
import { quoted } from "../../supabase/functions/_shared/quoted.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { localStack } from "../clone.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";

/** Where a database is, and what it is called in messages. */
export interface Target {
  url: Secret;
  called: string;
}

/** Where a server is said to be. */
export interface Given {
  /** Which local stack. */
  instance: string;
  /** What --database-url or OCP_DATABASE_URL says. */
  databaseUrl?: string;
}

/**
 * The database that is meant: a URL itself; that of a tenant or a binding by its name, on the server
 * that --database-url names; or, without a name, the database that --database-url names. @throws {Failure} when no server is known, or nothing has that name
 */
export async function targetOf(
  name: string | undefined,
  frame: Pick<Frame, "access" | "api">,
  given: Given,
): Promise<Target> {
  const url = name === undefined || isUrl(name) ? name ?? given.databaseUrl : undefined;
  if (url !== undefined) return { url: new Secret(parsed(url).href), called: databaseIn(url) };
  if (name === undefined) {
    throw new Failure(
      "Cannot introspect: no database is named.",
      "Name a tenant, a binding or a postgres:// URL, or set OCP_DATABASE_URL.",
    );
  }
  const server = given.databaseUrl === undefined
    ? await localServer(name, frame, given.instance)
    : { url: given.databaseUrl };
  const at = parsed(server.url);
  at.pathname = `/${encodeURIComponent(await databaseOf(name, frame, server.usual))}`;
  return { url: new Secret(at.href), called: name };
}

/** A server, and the database of those bindings that name none. */
interface Server {
  url: string;
  usual?: string;
}

/** Whether a word is a database's address, and no name. */
export function isUrl(word: string): boolean {
  return /^postgres(ql)?:\/\//.test(word);
}

function parsed(url: string): URL {
  if (isUrl(url) && URL.canParse(url)) return new URL(url);
  throw new Failure(
    "Cannot introspect: the database's URL is no postgres:// URL.",
    "Write postgresql://user@host:port/database, and its password into PGPASSWORD.",
  );
}

function databaseIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The PostgreSQL of the local stack's Odoo, if the platform that is asked is that stack. */
async function localServer(
  name: string,
  frame: Pick<Frame, "access">,
  instance: string,
): Promise<Server> {
  const { url } = await frame.access();
  const stack = await localStack(instance);
  const odoo = stack?.apiUrl === url ? stack.odoo : undefined;
  if (odoo?.postgresUrl !== undefined) return { url: odoo.postgresUrl, usual: odoo.database };
  throw new Failure(
    `Cannot introspect ${
      quoted(name)
    }: the platform at ${url} does not say where its PostgreSQL is.`,
    "Set OCP_DATABASE_URL (or give --database-url) to the server's postgresql:// URL, " +
      "and PGPASSWORD to its password.",
  );
}

/** What the platform says the database of a tenant is, or else of a binding. */
async function databaseOf(
  name: string,
  frame: Pick<Frame, "api">,
  usual: string | undefined,
): Promise<string> {
  const api = await frame.api();
  try {
    const { database } = await answered(
      api.GET("/tenants/{tenant}", { params: { path: { tenant: name } } }),
    );
    if (database !== null) return database;
    throw new Failure(
      `Cannot introspect ${
        quoted(name)
      }: its database is shown to those with the permission infra.read.`,
      "Ask its owner for the role admin, or one who has it to do this.",
    );
  } catch (error) {
    if (!(error instanceof Refused && error.problem.code === "not_found")) throw error;
  }
  const binding = await answered(api.GET("/bindings/{name}", { params: { path: { name } } }));
  const database = binding.database ?? usual;
  if (database !== undefined) return database;
  throw new Failure(
    `Cannot introspect ${quoted(name)}: it is a binding without a database.`,
    "Set its database, or give a URL that names one.",
  );
}
