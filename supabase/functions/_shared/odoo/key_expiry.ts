import { hasAccess } from "./access.ts";
import type { OdooClient } from "./client.ts";
import { instant } from "./values.ts";

const model = "res.users.apikeys";

/** When the first API key of this user ends that does; null where none does, or Odoo does not tell. @throws {OdooFault} */
export async function keyExpiry(client: OdooClient): Promise<string | null> {
  if (client.version.major < 18 || !await hasAccess(client, model, "read")) return null;
  const [first] = await client.searchRead(model, {
    domain: [["user_id", "=", client.uid], ["expiration_date", "!=", false]],
    fields: ["expiration_date"],
    order: "expiration_date",
    limit: 1,
  });
  return instant(first?.expiration_date);
}
