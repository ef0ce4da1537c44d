import { z } from "zod";
import type { OdooClient } from "../client.ts";
import { OdooFault } from "../faults.ts";
import { NotMade, ourModule, writeAction } from "../own_action.ts";
import type { Context } from "../types.ts";

/**
 * What empties Odoo's caches, which know nothing of what SQL has written, has another name from 19.4 on.
 * In a function, since Odoo refuses what Python 3.13 makes of a `try` at the top: a jump back.
 */
const prelude = `
def clear_caches():
    try:
        env.registry.clear_cache()
    except Exception:
        env.transaction.invalidate_ormcache()
`;

const answered = z.object({ result: z.unknown() });

/** Those of runs that were cut off before their code ran are taken along by the next run of any. */
const leftBehindAfter = "minutes=10";

/**
 * Runs Python inside Odoo, for what RPC does not reach, and returns what the code leaves in
 * `result`; it has `clear_caches`, by one name on every version. All of it is one transaction, at whose end the action is gone, and with it what runs that
 * were cut off have left; it holds no value of its caller's. Three calls, as what is run is
 * looked at first: a log-in by password takes Odoo 250 ms again after a change of its caches. Needs
 * Settings rights.
 * @param name lower-case letters and `_`
 * @throws {OdooFault}
 */
export async function runPython(
  client: OdooClient,
  name: string,
  code: string,
  context: Context = {},
): Promise<unknown> {
  for (let others = 0;; others++) {
    try {
      return await writeAndRun(client, name, code, context);
    } catch (error) {
      if (others === mostOthers || !isAnothers(error)) throw error;
    }
  }
}

/** So often others who do the same at once are given way to: five of them took one more than five times on 18. */
const mostOthers = 15;

/** Of those who write the same action at once one succeeds, and of those who run it the first takes it along. */
function isAnothers(error: unknown): boolean {
  return error instanceof NotMade ||
    error instanceof OdooFault && error.extra?.exception === "odoo.exceptions.MissingError";
}

async function writeAndRun(
  client: OdooClient,
  name: string,
  code: string,
  context: Context,
): Promise<unknown> {
  const id = await writeAction(client, {
    id: `run_${name}`,
    title: `Control plane: ${name}`,
    model: ["base.model_res_users", "res.users"],
    code: `${prelude.trim()}
${code.trim()}
ids = env['ir.model.data'].sudo().search([
    ('module', '=', '${ourModule}'), ('name', '=like', 'run_%'), ('model', '=', 'ir.actions.server')])
own = ids.filtered(lambda known: known.name == 'run_${name}')
before = env.cr.now() - datetime.timedelta(${leftBehindAfter})
actions = env['ir.actions.server'].browse(ids.mapped('res_id')).exists()
actions.filtered(lambda one: one.id in own.mapped('res_id') or one.write_date < before).unlink()
action = {'type': 'ir.actions.act_window_close', 'result': result}
`,
  });
  const answer = await runOnce(client, id, context);
  const { success, data } = answered.safeParse(answer);
  if (success) return data.result;
  // What came instead is not shown: it may hold what the code was to find.
  throw new OdooFault("protocol", client.operation(`run ${name}`), "its answer is not understood");
}

/** What Odoo refused was undone there, but for the action. */
async function runOnce(client: OdooClient, id: number, context: Context): Promise<unknown> {
  try {
    return await client.call("ir.actions.server", "run", { ids: [id], context });
  } catch (error) {
    const refused = error instanceof OdooFault && ["data", "access"].includes(error.kind);
    if (refused && !isAnothers(error)) {
      await client.call("ir.actions.server", "unlink", { ids: [id] });
    }
    throw error;
  }
}
