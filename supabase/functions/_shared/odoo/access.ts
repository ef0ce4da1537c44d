import type { OdooCall } from "./types.ts";

interface Asker {
  version: { major: number };
  call(model: string, method: string, call: OdooCall): Promise<unknown>;
}

/** Whether the user may do this to records of a model, as far as groups decide it. @throws {OdooFault} */
export async function hasAccess(
  client: Asker,
  model: string,
  operation: "create" | "read" | "unlink" | "write",
): Promise<boolean> {
  const allowed = client.version.major >= 18
    ? await client.call(model, "has_access", { ids: [], kwargs: { operation } })
    : await client.call(model, "check_access_rights", {
      kwargs: { operation, raise_exception: false },
    });
  return allowed === true;
}
