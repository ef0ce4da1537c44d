import postgres from "postgres";
import { readState } from "../stack/state.ts";
import { startInBackground } from "../stack/supervisor.ts";
import type { OdooLogin, Progress, StackState } from "../stack/types.ts";
import { OdooClient } from "../supabase/functions/_shared/odoo/client.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import { reset } from "./reset.ts";
import type { Stage } from "./stage.ts";

export interface Options {
  instance: string;
  freePorts: boolean;
}

/** The running instance, or else one that is started here and left up. */
export async function openStack(
  options: Options,
  progress: Progress,
): Promise<{ stack: StackState; startedHere: boolean }> {
  const running = await readState(options.instance);
  if (running) return { stack: running, startedHere: false };
  const stack = await startInBackground({ ...options, odoo: true }, progress);
  return { stack, startedHere: true };
}

/** Puts an instance at the demo's beginning: a fresh Odoo database, and the seeds of this repository. */
export async function setUp(stack: StackState, progress: Progress): Promise<Stage> {
  if (!hasOdoo(stack)) {
    throw new Error(
      `Cannot run the demo: instance ${stack.instance} is up without Odoo. ` +
        "Run `deno task stop`, then `deno task demo` again.",
    );
  }
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

function hasOdoo(stack: StackState): stack is Stage["stack"] {
  return stack.odoo !== undefined;
}

function connect({ odoo }: Stage["stack"], { login, password }: OdooLogin): Promise<OdooClient> {
  return OdooClient.connect({
    url: odoo.url,
    database: odoo.database,
    username: login,
    password: new Secret(password),
    transport: "jsonrpc",
  });
}
