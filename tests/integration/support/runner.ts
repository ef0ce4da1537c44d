import { setTimeout as pause } from "node:timers/promises";
import { endless } from "../../../supabase/functions/_shared/budget.ts";
import { readConfig } from "../../../supabase/functions/_shared/config.ts";
import { openDatabase, type Sql } from "../../../supabase/functions/_shared/database/connection.ts";
import { stepQueue } from "../../../supabase/functions/_shared/database/operations.ts";
import type { Deps } from "../../../supabase/functions/_shared/deps.ts";
import { findStep } from "../../../supabase/functions/_shared/tenancy/operations.ts";
import { runSteps } from "../../../supabase/functions/_shared/tenancy/runner.ts";
import { functionEnvironment } from "./environment.ts";
import { loadStack } from "./stack.ts";
import { ask, ended, tenantBody } from "./tenants.ts";

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

/** Lets such a runner come again, as if the pauses were waited, until an operation has ended; a runner of the stack may have a step of it. @returns the pauses that SQL chose, in seconds */
export async function toTheEnd(sql: Sql, id: string, env = {}): Promise<number[]> {
  const pauses: number[] = [];
  for (let turn = 0; turn < 600; turn++) {
    await workOff(env);
    if (await hasEnded(sql, id)) return pauses;
    const [next] = await sql`
      with next as (
        select kind, key, run_after - clock_timestamp() as pause from ops.work
        where kind = 'step' and object = ${id} and status = 'queued' and attempts > 0
        for update
      )
      update ops.work w
      set run_after = clock_timestamp(), outage_since = outage_since - greatest(pause, '0')
      from next n where n.kind = w.kind and n.key = w.key
      returning extract(epoch from n.pause)::float as pause`;
    if (next) pauses.push(next.pause);
    else await pause(100);
  }
  throw new Error(`Cannot wait for operation ${id}: it does not end.`);
}

/** Creates a tenant by such runners; what it is asked for meanwhile waits. @returns its slug */
export async function created(
  t: { slug: (what: string) => string; sql: Sql },
  what: string,
): Promise<string> {
  const slug = t.slug(what);
  const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
  await toTheEnd(t.sql, operation.id);
  await ended(operation.id);
  return slug;
}

async function hasEnded(sql: Sql, id: string): Promise<boolean> {
  const [operation] = await sql`
    select status not in ('queued', 'running') as ended from control.operations where id = ${id}`;
  return operation!.ended;
}
