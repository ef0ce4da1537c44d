import type { Session } from "./rpc.ts";

/** Runs inside Odoo: the method is private, so RPC reaches it only through a server action. */
const MINT = `
users = [env['res.users'].search([('login', '=', login)]) for login in env.context['logins']]
keys = [env['res.users.apikeys'].with_user(user).sudo()._generate(None, 'local stack', False)
        for user in users]
action = {'type': 'ir.actions.act_window_close', 'keys': keys}
`;

/** API keys without an end date for these logins, in their order; Odoo 18 and later. */
export async function newApiKeys(admin: Session, logins: string[]): Promise<string[]> {
  const [model] = await admin.call<number[]>("ir.model", "search", [[["model", "=", "res.users"]]]);
  const values = { name: "Mint API keys", model_id: model, state: "code", code: MINT };
  const action = await admin.call<number>("ir.actions.server", "create", [values]);
  try {
    const { keys } = await admin.call<{ keys: string[] }>("ir.actions.server", "run", [[action]], {
      context: { logins },
    });
    return keys;
  } finally {
    await admin.call("ir.actions.server", "unlink", [[action]]);
  }
}
