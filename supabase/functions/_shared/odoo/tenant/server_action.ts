import type { OdooClient } from "../client.ts";
import type { Context } from "../types.ts";

/**
 * Runs Python inside Odoo, for what RPC does not reach, and returns what the code leaves in
 * `result`; all of it is one transaction. Needs Settings rights. One of that name that an earlier,
 * interrupted run left behind is used up.
 * @throws {OdooFault}
 */
export async function runPython(
  client: OdooClient,
  name: string,
  code: string,
  context: Context = {},
): Promise<unknown> {
  const [model] = await client.searchRead("ir.model", {
    domain: [["model", "=", "res.users"]],
    fields: ["model"],
  });
  const [left] = await client.searchRead("ir.actions.server", {
    domain: [["name", "=", name]],
    fields: ["name"],
    limit: 1,
  });
  const action = {
    name,
    model_id: model!.id,
    state: "code",
    code: `${code}\naction = {'type': 'ir.actions.act_window_close', 'result': result}\n`,
  };
  if (left) await client.write("ir.actions.server", [Number(left.id)], action);
  const [id] = left ? [Number(left.id)] : await client.create("ir.actions.server", [action]);
  try {
    const answer = await client.call("ir.actions.server", "run", { ids: [id!], context });
    return (answer as { result: unknown }).result;
  } finally {
    await client.call("ir.actions.server", "unlink", { ids: [id!] });
  }
}
