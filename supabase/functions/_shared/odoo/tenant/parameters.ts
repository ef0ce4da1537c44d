import type { OdooClient } from "../client.ts";

export interface DatabaseIdentity {
  /** Where people reach the tenant; Odoo then no longer changes it at a log-in. */
  baseUrl: string;
  /** The tenant's own, the same each time. */
  uuid: string;
}

/** System parameters, by key, that do not have the wanted value yet. */
export async function observeIdentity(
  client: OdooClient,
  wanted: DatabaseIdentity,
): Promise<string[]> {
  const known = await readParameters(client, Object.keys(parameters(wanted)));
  return Object.entries(parameters(wanted))
    .filter(([key, value]) => known.get(key)?.value !== value)
    .map(([key]) => key);
}

/** Gives the database its address and its uuid, and with a new uuid a secret of its own. */
export async function applyIdentity(
  client: OdooClient,
  wanted: DatabaseIdentity,
): Promise<void> {
  const open = await observeIdentity(client, wanted);
  // Signs links and tokens; written first, as the uuid says that it is done.
  if (open.includes("database.uuid")) {
    await writeParameters(client, { "database.secret": crypto.randomUUID() });
  }
  const all = Object.entries(parameters(wanted)).filter(([key]) => open.includes(key));
  await writeParameters(client, Object.fromEntries(all));
}

/** Sets system parameters, all in at most three calls. */
export async function writeParameters(
  client: OdooClient,
  values: Record<string, string>,
): Promise<void> {
  const known = await readParameters(client, Object.keys(values));
  const entries = Object.entries(values);
  const rows = entries.flatMap(([key, value]) => {
    const row = known.get(key);
    return row ? [{ id: row.id, values: { value } }] : [];
  });
  if (rows.length > 0) await client.saveMany("ir.config_parameter", rows);
  const missing = entries.filter(([key]) => !known.has(key)).map(([key, value]) => ({
    key,
    value,
  }));
  await client.create("ir.config_parameter", missing);
}

/** System parameters that are there, by key. */
export async function readParameters(
  client: OdooClient,
  keys: string[],
): Promise<Map<string, { id: number; value: string }>> {
  const rows = await client.searchRead("ir.config_parameter", {
    domain: [["key", "in", keys]],
    fields: ["key", "value"],
  });
  return new Map(
    rows.map(({ id, key, value }) => [String(key), { id: Number(id), value: String(value) }]),
  );
}

function parameters({ baseUrl, uuid }: DatabaseIdentity): Record<string, string> {
  return { "web.base.url": baseUrl, "web.base.url.freeze": "True", "database.uuid": uuid };
}
