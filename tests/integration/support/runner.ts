import { endless } from "../../../supabase/functions/_shared/budget.ts";
import { readConfig } from "../../../supabase/functions/_shared/config.ts";
import { openDatabase, type Sql } from "../../../supabase/functions/_shared/database/connection.ts";
import { stepQueue } from "../../../supabase/functions/_shared/database/operations.ts";
import type { Deps } from "../../../supabase/functions/_shared/deps.ts";
import { findStep } from "../../../supabase/functions/_shared/tenancy/operations.ts";
import { runSteps } from "../../../supabase/functions/_shared/tenancy/runner.ts";
import { functionEnvironment } from "./environment.ts";
import { loadStack } from "./stack.ts";

/** What a runner needs to know, with the environment that the stack's own one has, or another. */
export function runnerDeps(env: Record<string, string> = {}): Deps & AsyncDisposable {
  const stack = loadStack();
  const { apiUrl, secretKey, odoo } = stack;
  const config = readConfig({
    ...functionEnvironment(stack),
    SUPABASE_URL: apiUrl,
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: secretKey }),
    ODOO_MASTER_PASSWORD: odoo.masterPassword,
    ...(odoo.postgresUrl && { TENANT_DATABASE_URL: `${odoo.postgresUrl}postgres` }),
    ...env,
  });
  const sql = openDatabase(config.databaseUrl);
  return {
    config,
    sql,
    log: () => {},
    now: () => new Date(),
    [Symbol.asyncDispose]: () => sql.end({ timeout: 0 }),
  };
}

/** Works off what is due, as operations-run does, in a runner with another environment. @returns how many steps it did */
export async function workOff(env: Record<string, string> = {}): Promise<number> {
  await using deps = runnerDeps(env);
  const queue = stepQueue(() => deps.sql, "a test's runner", deps.config.leaseSeconds);
  return await runSteps(deps, queue, findStep, endless);
}

/** Lets such a runner come again, as if the pauses were waited, until an operation has ended. @returns the pauses that SQL chose, in seconds */
export async function toTheEnd(sql: Sql, id: string, env = {}): Promise<number[]> {
  const pauses: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    await workOff(env);
    const open = sql`kind = 'step' and object = ${id} and status <> 'dead'`;
    const [next] = await sql`
      select extract(epoch from run_after - clock_timestamp())::float as pause
      from ops.work where ${open} and attempts > 0`;
    if (!next) return pauses;
    pauses.push(next.pause);
    await sql`
      update ops.work
      set run_after = clock_timestamp(),
        outage_since = outage_since - greatest(run_after - clock_timestamp(), '0')
      where ${open}`;
  }
  throw new Error(`Cannot wait for operation ${id}: it does not end.`);
}
