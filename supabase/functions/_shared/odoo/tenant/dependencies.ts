import type { OdooClient } from "../client.ts";

/** What each of these modules depends on directly, by technical names, as this Odoo knows them. */
export async function readDependencies(
  client: OdooClient,
  names: string[],
): Promise<Record<string, string[]>> {
  const modules = await client.searchRead("ir.module.module", {
    domain: [["name", "in", names]],
    fields: ["name"],
  });
  const dependencies = await client.searchRead("ir.module.module.dependency", {
    domain: [["module_id", "in", modules.map(({ id }) => Number(id))]],
    fields: ["module_id", "name"],
  });
  const byModule = Map.groupBy(dependencies, ({ module_id }) => Number(module_id));
  return Object.fromEntries(modules.map(({ id, name }) => {
    const found = byModule.get(Number(id)) ?? [];
    return [String(name), found.map(({ name }) => String(name)).sort()];
  }));
}
