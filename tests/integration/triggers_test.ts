import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { waitFor } from "../../stack/process.ts";

scenario("request_run() starts a run from SQL, where its end can be read", async (s) => {
  const task = await s.task("task", await s.project("close"));
  const body = s.sql.json({ binding: s.binding });
  const [asked] = await s.sql`
    select odoo_seed.request_run('seed-odoo-finance', ${body}) as id`;
  const call = await ended(s, asked!.id);
  strictEqual(call.error, null);
  const run = await s.run(call.object);
  deepStrictEqual([run.status, run.counts], ["success", { create: 2 }]);
  strictEqual((await readTask(s, task))!.name, "task");
  const [answer] = await s.sql`
    select status_code, content from net._http_response where id = ${call.request_id}`;
  deepStrictEqual({ ...answer }, { status_code: 202, content: null });
});

scenario("request_run() keeps what the function refuses", async (s) => {
  for (
    const [body, code] of [[{ binding: "no-such-binding" }, "not_found"], [
      { force: true },
      "invalid_request",
    ]] as const
  ) {
    const [asked] = await s.sql`
      select odoo_seed.request_run('seed-odoo-finance', ${s.sql.json(body)}) as id`;
    const { error } = await ended(s, asked!.id);
    strictEqual(error.code, code);
    const [fault] = await s.sql`
      select code from ops.reconcile_faults where task = 'seed-odoo-finance' and detail = ${error.detail}`;
    strictEqual(fault?.code, "OC034");
  }
});

scenario("request_run() says what it lacks", async (s) => {
  await rejects(
    Promise.resolve(s.sql`select odoo_seed.request_run('tenant-create')`),
    /"tenant-create" is not a seeding function/,
  );
  const withoutSecrets = s.sql.begin(async (tx) => {
    await tx`delete from vault.secrets where name in ('functions_url', 'functions_secret')`;
    await tx`select odoo_seed.request_run('seed-odoo-finance')`;
  });
  await rejects(withoutSecrets, /Vault has no functions_url/);
});

scenario("a cron job seeds again and again", async (s) => {
  const task = await s.task("task", await s.project("close"));
  const command =
    `select odoo_seed.request_run('seed-odoo-finance', '{"binding": "${s.binding}"}')`;
  await s.sql`select cron.schedule(${s.binding}, '2 seconds', ${command})`;
  try {
    await waitFor(() => finished(s, 1), { timeoutMs: 600_000, what: "the first run" });
    await s.updateTask(task, { name: "Renamed" });
    const before = (await finishedRuns(s)).length;
    await waitFor(() => finished(s, before + 2), { timeoutMs: 600_000, what: "two more runs" });
  } finally {
    await s.sql`select cron.unschedule(${s.binding})`;
    await waitFor(() => idle(s), { timeoutMs: 600_000, what: "the last run" });
  }
  strictEqual((await readTask(s, task))!.name, "Renamed");
  strictEqual((await finishedRuns(s)).every((run) => run.status === "success"), true);
});

/** A call once the function is done with it. */
function ended(s: Scenario, id: string) {
  return waitFor(async () => {
    const [call] = await s.sql`
      select c.*, exists (select from net._http_response r where r.id = c.request_id) as answered
      from ops.function_calls c where c.id = ${id}`;
    return call!.ended_at !== null && call!.answered ? call! : undefined;
  }, { timeoutMs: 600_000, what: "the end of the call", everyMs: 100 });
}

function finishedRuns(s: Scenario) {
  return s.sql`
    select status from odoo_seed.sync_runs where binding = ${s.binding} and finished_at is not null`;
}

async function finished(s: Scenario, count: number): Promise<true | undefined> {
  return (await finishedRuns(s)).length >= count || undefined;
}

async function idle(s: Scenario): Promise<true | undefined> {
  const [row] = await s.sql`
    select (select count(*) from odoo_seed.sync_runs
        where binding = ${s.binding} and status = 'running')
      + (select count(*) from net.http_request_queue) as open`;
  return row!.open === "0" || undefined;
}
