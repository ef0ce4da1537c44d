import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { waitFor } from "../../stack/process.ts";

scenario("request_run() starts a run from SQL and its answer can be read there", async (s) => {
  const task = await s.task("task", await s.project("close"));
  const body = s.sql.json({ binding: s.binding });
  const [asked] = await s.sql`
    select odoo_seed.request_run('seed-odoo-finance', ${body}) as id`;
  const answer = await waitFor(async () => {
    const [row] = await s.sql`select * from net._http_response where id = ${asked!.id}`;
    return row;
  }, { timeoutMs: 600_000, what: "the answer to request_run", everyMs: 100 });
  deepStrictEqual([answer.status_code, JSON.parse(answer.content).counts], [200, { create: 2 }]);
  strictEqual((await s.run(JSON.parse(answer.content).run_id)).status, "success");
  strictEqual((await readTask(s, task))!.name, "task");
});

scenario("request_run() says what it lacks", async (s) => {
  await rejects(
    Promise.resolve(s.sql`select odoo_seed.request_run('tenant-create')`),
    /tenant-create is not a seeding function/,
  );
  const withoutSecrets = s.sql.begin(async (tx) => {
    await tx`delete from vault.secrets where name in ('functions_url', 'seed_run_token')`;
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
