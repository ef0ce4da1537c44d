import { z } from "zod";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import type { Context } from "../types.ts";

const loaded = z.object({ ids: z.tuple([z.number()]) });
const answered = z.object({ result: z.unknown() });

/**
 * Runs Python inside Odoo, for what RPC does not reach, and returns what the code leaves in
 * `result`. All of it is one transaction, at whose end the action is gone; one that an interrupted
 * run left is found by its external id. Two calls: each log-in by password takes Odoo 250 ms again
 * after a change of its caches. Needs Settings rights.
 * @throws {OdooFault}
 */
export async function runPython(
  client: OdooClient,
  name: string,
  code: string,
  context: Context = {},
): Promise<unknown> {
  const id = `control.${name}`;
  const values = {
    id,
    name: `Control plane: ${name}`,
    "model_id/id": "base.model_res_users",
    state: "code",
    code: `${code}
env.ref('${id}').unlink()
action = {'type': 'ir.actions.act_window_close', 'result': result}
`,
  };
  const kwargs = { fields: Object.keys(values), data: [Object.values(values)] };
  const action = loaded.safeParse(await client.call("ir.actions.server", "load", { kwargs }));
  if (action.success) {
    const { ids } = action.data;
    const answer = await client.call("ir.actions.server", "run", { ids, context });
    const { success, data } = answered.safeParse(answer);
    if (success) return data.result;
  }
  // What came instead is not shown: it may hold what the code was to find.
  throw new OdooFault("protocol", client.operation(`run ${name}`), "its answer is not understood");
}
