import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { followed, post, queueTo, report } from "./support/durable.ts";
import { eventually } from "./support/eventually.ts";
import { functionUrl, ownFunction } from "./support/functions.ts";
import { projectOf } from "./support/interruptions.ts";
import { expectProblem, send } from "./support/problems.ts";
import { type Fate, startProxy } from "./support/proxy.ts";
import { Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { ask, ended, tenancy, tenantBody } from "./support/tenants.ts";

const another = `whsec_${"B".repeat(32)}`;
const begin = (s: Scenario) => post("", { body: { binding: s.binding, wait: false } });

/** Vault has another secret for the functions; ends with `await using`. */
async function rotated(s: Scenario, secret: string): Promise<AsyncDisposable> {
  const set = async (value: string) => {
    await s.sql`
      select vault.update_secret(id, ${value}) from vault.secrets where name = 'functions_secret'`;
  };
  await set(secret);
  return { [Symbol.asyncDispose]: () => set(stack.functionsSecret) };
}

/** A call as it lies in pg_net's queue; pg_net sends it as well. */
async function made(s: Scenario) {
  return await s.sql.begin(async (sql) => {
    const [call] = await sql`select ops.call_function('operations-run') as id`;
    const [row] = await sql<[{ id: string; headers: Record<string, string> }]>`
      select c.id, q.headers from net.http_request_queue q
      join ops.function_calls c on c.request_id = q.id where c.id = ${call!.id}`;
    return row;
  });
}

const repeat = (headers: Record<string, string>, path = "operations-run") =>
  send(functionUrl(path), { method: "POST", body: "{}", headers });

scenario("a secret that is changed in Vault alone is told within a minute", async (s) => {
  await projectOf(s, 2);
  let id: string | undefined;
  {
    await using _ = await rotated(s, another);
    ({ run_id: id } = await begin(s));
    const stalled = await eventually("the run says why it stands", async () => {
      return (await report(id)).stalled ?? undefined;
    }, { everyMs: 250 });
    match(stalled.detail, /slices: the function answered 401, so the secret in Vault is not/);
    match(stalled.suggestion, /FUNCTIONS_SECRET/);
    const faults = await s.sql`
      select code from ops.reconcile_faults
      where task = 'ops.call_function' and object = 'seed-odoo-finance/slices' and code = 'OC033'`;
    strictEqual(faults.length > 0, true);
  }
  await s.sql`update ops.work set called_at = null where kind = 'run' and key = ${id!}`;
  await s.sql`select ops.drive()`;
  const end = await followed({ location: `/functions/v1/seed-odoo-finance/runs/${id}` });
  deepStrictEqual([end.run_status, end.stalled], ["success", undefined]);
  deepStrictEqual(
    [...await s.sql`select path from ops.v_call_faults where path = 'seed-odoo-finance/slices'`],
    [],
  );
});

scenario("an operation says that the function is not reached", async (s) => {
  await using tenants = await tenancy();
  const slug = tenants.slug("unreached");
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  let id: string;
  {
    await using _ = await queueTo(s, `http://127.0.0.1:${port}/functions/v1/seed-odoo-finance`);
    ({ operation: { id } } = await ask("POST", "tenant-create", { body: tenantBody(slug) }));
    const stalled = await eventually("the operation says why it stands", async () => {
      return (await ask("GET", `operations/${id}`)).stalled ?? undefined;
    }, { everyMs: 250 });
    match(stalled.detail, /not reached \("Could not connect to server"\)/);
  }
  strictEqual((await ended(id)).stalled, null);
});

scenario("the functions take the current secret and the next", async (s) => {
  await projectOf(s, 2);
  const env = { FUNCTIONS_SECRET: another, FUNCTIONS_SECRET_NEXT: stack.functionsSecret };
  await using own = await ownFunction("seed-odoo-finance", env);
  await using _queue = await queueTo(s, own.url);
  strictEqual((await followed(await begin(s))).run_status, "success");
  await s.task("more", s.ref("close"));
  await using _ = await rotated(s, another);
  strictEqual((await followed(await begin(s))).run_status, "success");
});

scenario("a call is taken once, for its own path", async (s) => {
  const { id, headers } = await made(s);
  expectProblem(await repeat(headers, "operations-run/templates"), 401, "unauthorized", "a path");
  await eventually("the call is taken", async () => {
    const [call] = await s.sql`select taken_at from ops.function_calls where id = ${id}`;
    return call!.taken_at !== null;
  });
  expectProblem(await repeat(headers), 409, "call_taken", "a second time");
});

scenario("a call that is signed too early is refused, though it was never taken", async (s) => {
  const id = crypto.randomUUID();
  await s.sql`
    insert into ops.function_calls (id, path, request_id) values (${id}, 'operations-run', 0)`;
  const [{ old, signature }] = await s.sql<[{ old: string; signature: string }]>`
    select old::text, ops.sign_call(${id}, old, 'operations-run', '{}') as signature
    from (select extract(epoch from now())::bigint - 70 as old) second`;
  const headers = { "webhook-id": id, "webhook-timestamp": old, "webhook-signature": signature };
  const answer = await repeat(headers);
  expectProblem(answer, 401, "unauthorized", "an old one");
  match(answer.detail!, /not signed within the last minute/);
  await s.sql`delete from ops.function_calls where id = ${id}`;
});

scenario("who only reads and writes net gets nothing done, and learns no token", async (s) => {
  const role = `stranger_${s.id}`;
  await s.sql.unsafe(`create role ${role} login password 'stranger'`);
  const url = new URL(stack.databaseUrl);
  [url.username, url.password] = [role, "stranger"];
  const stranger = postgres(url.href, { max: 1, onnotice: () => {} });
  try {
    const { headers } = await made(s);
    const forged = { ...headers, "webhook-id": crypto.randomUUID() };
    const asked: string[] = [];
    for (const sent of [{ "Content-Type": "application/json" }, headers, forged]) {
      for (
        const path of ["seed-odoo-finance/slices", "operations-run/templates", "api/tenants"]
      ) {
        const [row] = await stranger`
          select net.http_post(${functionUrl(path)}, '{}', '{}', ${stranger.json(sent)}) as id`;
        asked.push(row!.id);
      }
    }
    const answers = await eventually("all of it is answered", async () => {
      const rows = await stranger`
        select status_code from net._http_response where id = any(${asked}) order by id`;
      return rows.length === asked.length && rows;
    });
    const statuses = answers.map(({ status_code }) => status_code);
    deepStrictEqual(statuses, Array(9).fill(401));
    const told = JSON.stringify(await stranger`select * from net._http_response`);
    for (const secret of [stack.seedRunToken, stack.functionsSecret]) {
      strictEqual(told.includes(secret), false);
    }
  } finally {
    await stranger.end();
    await s.sql.unsafe(`drop role ${role}`);
  }
});

scenario("ten slow runs and an operation begin, however slow they are", async (s) => {
  await using tenants = await tenancy();
  await using away = new AsyncDisposableStack();
  const [released, release] = [Promise.withResolvers<void>(), () => released.resolve()];
  const scenarios = [s];
  for (let n = 1; n < 10; n++) {
    const other = await Scenario.open(s.database);
    away.defer(async () => {
      await other.clearOdoo();
      await other.close();
    });
    scenarios.push(other);
  }
  const reached = new Set<string>();
  for (const one of scenarios) {
    const proxy = away.use(
      await startProxy(async (): Promise<Fate> => {
        reached.add(one.id);
        await released.promise;
        return "forward";
      }),
    );
    await projectOf(one, 1);
    await one.bind({ url: proxy.url });
  }
  try {
    const runs = [];
    for (const one of scenarios) runs.push(await begin(one));
    const slug = tenants.slug("beside");
    const { operation } = await ask("POST", "tenant-create", { body: tenantBody(slug) });
    await tenants.until(operation.id, "reserve");
    await eventually("all ten wait for their Odoo", () => reached.size === 10);
    const ids = [...runs.map(({ run_id }) => run_id!), operation.id];
    // Had one waited for another's answer, that one would have given up its slice by now.
    const [{ first }] = await s.sql<[{ first: number }]>`
      select count(*)::int as first from odoo_seed.sync_runs
      where id = any(${ids}) and status = 'running' and slice = 1 and attempts = 0 and not handed_over`;
    strictEqual(first, 10, "runs that still are in their first slice");
    const [{ seconds }] = await s.sql<[{ seconds: number }]>`
      select extract(epoch from max(first))::float as seconds from (
        select min(taken_at) - min(called_at) as first from ops.function_calls
        where object = any(${ids}) group by object
      ) calls`;
    console.log(`the last of them began ${seconds.toFixed(2)} s after it was asked for`);
    release();
    for (const run of runs) strictEqual((await followed(run)).run_status, "success");
    await ended(operation.id);
  } finally {
    release();
  }
});
