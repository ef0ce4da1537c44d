import type { Values } from "../supabase/functions/_shared/odoo/types.ts";
import type { Stack } from "../stack/stack.ts";
// The baselines do not mail, either, and are the stronger for it.
import { quiet } from "../supabase/functions/_shared/odoo/contexts.ts";

/**
 * The limit of one process: the same values through Odoo's own ORM, 500 a transaction, no RPC.
 * Records per second; null where Odoo's shell cannot be reached.
 */
export async function createInProcess(
  stack: Stack,
  database: string,
  uid: number,
  values: Values[],
): Promise<number | null> {
  if (!stack.odooShell) return null;
  const output = await stack.odooShell(
    database,
    `
import json, time
values = json.loads(${JSON.stringify(JSON.stringify(values))})
tasks = env["project.task"].with_user(${uid}).with_context(**json.loads(${
      JSON.stringify(JSON.stringify(quiet))
    }))
started = time.monotonic()
for first in range(0, len(values), 500):
    tasks.create(values[first:first + 500])
    env.cr.commit()
print("seconds:", time.monotonic() - started)
`,
  );
  const seconds = /seconds: ([\d.]+)/.exec(output)?.[1];
  if (!seconds) throw new Error(`Cannot measure in process: Odoo's shell printed ${output}`);
  return values.length / Number(seconds);
}
