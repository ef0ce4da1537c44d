import type { OdooClient } from "../client.ts";

/** Ids of records by their external ids, such as `base.main_company`; absent ones are left out. */
export async function recordIds(
  client: OdooClient,
  externalIds: string[],
): Promise<Map<string, number>> {
  const names = externalIds.map((id) => id.split(".")[1]!);
  const rows = await client.searchRead("ir.model.data", {
    domain: [["name", "in", names]],
    fields: ["module", "name", "res_id"],
  });
  const all = rows.map((row) => [`${row.module}.${row.name}`, Number(row.res_id)] as const);
  return new Map(all.filter(([id]) => externalIds.includes(id)));
}
