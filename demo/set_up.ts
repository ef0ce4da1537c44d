import postgres from "postgres";
import { taskLine } from "../stack/command_line.ts";
import type { OdooLogin, OdooStack, Progress, StackState } from "../stack/types.ts";
import { OdooClient } from "../supabase/functions/_shared/odoo/client.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import { reset } from "./reset.ts";
import type { Stage } from "./stage.ts";

/** Puts an instance at the demo's beginning: a fresh Odoo database, and the seeds of this repository. */
export async function setUp(stack: StackState, progress: Progress): Promise<Stage> {
  assertOdoo(stack);
  const sql = postgres(stack.databaseUrl, { max: 2 });
  try {
    await reset(stack, sql, progress);
    const { projectManager, admin } = stack.odoo.logins;
    return {
      stack,
      sql,
      person: await connect(stack, projectManager),
      admin: await connect(stack, admin),
    };
  } catch (error) {
    await sql.end();
    throw error;
  }
}

/** @throws {Error} for an instance that runs without Odoo */
export function assertOdoo(stack: StackState): asserts stack is OdooStack {
  if (stack.odoo) return;
  throw new Error(
    `Cannot run the demo: instance ${stack.instance} is up without Odoo. ` +
      `Run \`${taskLine("stop", stack.instance)}\`, then the demo again.`,
  );
}

function connect({ odoo }: OdooStack, { login, password }: OdooLogin): Promise<OdooClient> {
  return OdooClient.connect({
    url: odoo.url,
    database: odoo.database,
    username: login,
    password: new Secret(password),
    transport: "jsonrpc",
  });
}
