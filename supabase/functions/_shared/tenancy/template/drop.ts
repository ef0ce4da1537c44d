import { databasesAt } from "../odoo.ts";
import type { Template, TurnEnd } from "./template.ts";

/** Drops a stale template. */
export async function dropTemplate({ deps, row }: Template): Promise<TurnEnd> {
  const databases = databasesAt(deps, row.odoo_url);
  if (await databases.exists(row.database)) await databases.drop(row.database);
  return { is: "gone" };
}
