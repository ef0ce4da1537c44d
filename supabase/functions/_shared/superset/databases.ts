import { z } from "zod";
import { Secret } from "../secret.ts";
import type { SupersetClient } from "./client.ts";

/** A database that Superset knows, and how far people may go in it. */
export interface Database {
  id: number;
  uuid: string;
  name: string;
  exposedInSqlLab: boolean;
  allowsDml: boolean;
}

export interface DatabaseSettings {
  /** What people see, unique in Superset; 403 texts and lists tell it to others. */
  name: string;
  /** `postgresql+psycopg2://login:password@host:port/database`, as Superset reaches it. */
  uri: Secret;
  /** What SQLAlchemy and the driver are told besides, e.g. `{connect_args: {sslmode: "require"}}`. */
  engine?: Record<string, unknown>;
}

const row = z.object({
  id: z.number(),
  uuid: z.string(),
  database_name: z.string(),
  expose_in_sqllab: z.boolean(),
  allow_dml: z.boolean(),
}).transform(({ id, uuid, ...all }): Database => ({
  ...{ id, uuid, name: all.database_name },
  ...{ exposedInSqlLab: all.expose_in_sqllab, allowsDml: all.allow_dml },
}));

const made = z.object({ id: z.number(), result: z.object({ uuid: z.string() }) });

/** Nobody types SQL there, and nothing is written. */
const readOnly = {
  ...{ expose_in_sqllab: false, allow_dml: false, allow_ctas: false, allow_cvas: false },
  ...{ allow_file_upload: false, allow_run_async: false },
};

/** The database of that name or uuid; undefined where there is none. @throws {SupersetFault} */
export async function findDatabase(
  client: SupersetClient,
  by: { name: string } | { uuid: string },
): Promise<Database | undefined> {
  const [col, value] = "name" in by ? ["database_name", by.name] : ["uuid", by.uuid];
  const title = `find the database ${value}`;
  const [found] = await client.list({
    ...{
      path: "/database/",
      title,
      order: "database_name",
      filters: [{ col: col!, opr: "eq", value: value! }],
    },
  }, row);
  return found;
}

/**
 * Makes a database, which Superset logs in to before.
 * @throws {SupersetFault} superset_database_refused when it cannot; superset_exists for a name that is taken
 */
export async function createDatabase(
  client: SupersetClient,
  settings: DatabaseSettings,
): Promise<{ id: number; uuid: string }> {
  const { id, result } = await client.ask({
    ...{ method: "POST", path: "/database/", title: `make the database ${settings.name}` },
    body: bodyOf(settings),
    secrets: secretsOf(settings),
  }, made);
  return { id, uuid: result.uuid };
}

/** Gives a database these settings, and logs in by them before; errors as of making it. */
export async function changeDatabase(
  client: SupersetClient,
  id: number,
  settings: DatabaseSettings,
): Promise<void> {
  await client.send({
    ...{ method: "PUT", path: `/database/${id}`, title: `change the database ${settings.name}` },
    body: bodyOf(settings),
    secrets: secretsOf(settings),
  });
}

/** False where it was gone. @throws {SupersetFault} superset_refused while it has datasets */
export async function deleteDatabase(client: SupersetClient, id: number): Promise<boolean> {
  return await client.remove(`/database/${id}`, `delete database ${id}`);
}

function bodyOf({ name, uri, engine = {} }: DatabaseSettings) {
  return {
    ...{ database_name: name, sqlalchemy_uri: uri.reveal(), ...readOnly },
    extra: JSON.stringify({ engine_params: engine, allows_virtual_table_explore: false }),
  };
}

/** The driver's texts quote the URI in parts. */
function secretsOf({ uri }: DatabaseSettings): Secret[] {
  const password = URL.parse(uri.reveal())?.password ?? "";
  return [uri, new Secret(password), new Secret(decodeURIComponent(password))];
}
