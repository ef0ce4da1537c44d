import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { followed, hurry, post, queueTo, report, until } from "./support/durable.ts";
import { ownFunction } from "./support/functions.ts";
import { expectEachOnce, holdCreates, projectOf } from "./support/interruptions.ts";
import { countOurs } from "./support/records.ts";
import { Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { killFunction } from "./support/stack.ts";

const nowhere = "http://127.0.0.1:9";

scenario("a run that needs many slices ends as if it were one", async (s) => {
  await projectOf(s, 30);
  const env = { SEED_SLICE_MB: "0.001", SEED_BATCH_ROWS: "10", SEED_CALLS_IN_FLIGHT: "1" };
  await using own = await ownFunction("seed-odoo-finance", env);
  await using _queue = await queueTo(s, own.url);
  const answer = await post("", { body: { binding: s.binding }, base: own.url });
  // Whoever calls waits for a minute; a slower Odoo takes longer.
  const end = answer.status === 202 ? await followed(answer) : answer;
  deepStrictEqual([end.counts, end.errors], [{ create: 31 }, []]);
  if (answer.status === 200) strictEqual(answer.results.tasks.length, 30);
  const { slices, failed_slices, progress } = await report(answer.run_id);
  ok(slices > 4, `${slices} slices`);
  deepStrictEqual([failed_slices, progress], [0, { create: { total: 31, done: 31, failed: 0 } }]);
  await expectEachOnce(s, 30);
});

scenario(
  "a function that is about to be ended hands its run over at the next checkpoint",
  async (s) => {
    await projectOf(s, 30);
    const env = { SEED_BATCH_ROWS: "10", SEED_CALLS_IN_FLIGHT: "1" };
    await using own = await ownFunction("seed-odoo-finance", env);
    await using _queue = await queueTo(s, own.url);
    await using held = await holdCreates({ which: (nth) => nth === 1 });
    await s.bind({ url: held.url });
    const answer = own.call({ binding: s.binding });
    await held.arrived;
    await (await fetch(new URL("/_stack/beforeunload?reason=cpu", own.url))).body?.cancel();
    held.release();
    const { status, run_id } = await answer;
    strictEqual(status, 202);
    await until(s, run_id, (run) => run.status !== "running");
    const { run_status, slices, failed_slices } = await report(run_id);
    deepStrictEqual([run_status, failed_slices], ["success", 0]);
    ok(slices > 2, `${slices} slices`);
    await expectEachOnce(s, 30);
  },
);

scenario(
  "a run that does not know what became of a create hands over, waits and doubles nothing",
  (s) => withLostCreate(s, () => Promise.resolve(), "success"),
);

scenario(
  "such a run that is cancelled waits as well, so that the next one doubles nothing",
  (s) =>
    withLostCreate(s, async (id) => {
      const asked = await post(`/runs/${id}/cancel`);
      deepStrictEqual([asked.run_status, asked.cancelling], ["running", true]);
      const busy = await s.seed();
      deepStrictEqual([busy.status, busy.run_id], [409, id]);
    }, "cancelled"),
);

/** Something is done to a run that was given no answer to a create, before Odoo is asked for it. */
async function withLostCreate(
  s: Scenario,
  act: (id: string | undefined) => Promise<void>,
  end: string,
): Promise<void> {
  await projectOf(s, 20);
  const env = { SEED_SLICE_SECONDS: "1", SEED_CONFIRM_SECONDS: "45", ODOO_TIMEOUT_SECONDS: "20" };
  await using own = await ownFunction("seed-odoo-finance", env);
  await using _queue = await queueTo(s, own.url);
  await using held = await holdCreates({ which: (nth) => nth === 1, fate: "lose_answer" });
  await s.bind({ url: held.url });
  // Not the 45 s that Odoo may still be at it.
  const answer = await own.call({ binding: s.binding });
  strictEqual(answer.status, 202);
  await until(
    s,
    answer.run_id,
    ({ cursor }) => JSON.stringify(cursor).includes("unconfirmed_until"),
  );
  await act(answer.run_id);
  // Odoo is asked only now, and commits what the run was told nothing of.
  held.release();
  await until(s, answer.run_id, ({ status }) => status !== "running");
  strictEqual((await s.run(answer.run_id)).status, end);
  await expectEachOnce(s, 20);
}

scenario("a caller who does not wait gets 202 and follows the run", async (s) => {
  await projectOf(s, 20);
  const body = { binding: s.binding, wait: false };
  const key = s.ref("key");
  const first = await post("", { body, key });
  deepStrictEqual([first.status, first.run_status], [202, "running"]);
  strictEqual(first.location, `/functions/v1/seed-odoo-finance/runs/${first.run_id}`);
  const again = await post("", { body, key });
  deepStrictEqual([again.status, again.run_id], [202, first.run_id]);
  const end = await followed(first);
  deepStrictEqual([end.run_status, end.counts], ["success", { create: 21 }]);
  deepStrictEqual(end.progress, { create: { total: 21, done: 21, failed: 0 } });
  ok(end.rate.written_per_second > 0);

  const later = await post("", { body: { binding: s.binding }, key });
  deepStrictEqual([later.status, later.run_id, later.counts], [200, first.run_id, { create: 21 }]);
  const other = await post("", { body: { ...body, prune: "archive" }, key });
  deepStrictEqual([other.status, other.code], [422, "idempotency_key_reused"]);
  for (const bad of ["", "k".repeat(256)]) {
    deepStrictEqual((await post("", { body, key: bad })).status, 400);
  }
  await expectEachOnce(s, 20);
});

scenario("a function killed while it writes: the queue goes on by itself", async (s) => {
  await projectOf(s, 400);
  await using held = await holdCreates({ which: (nth) => nth === 2 });
  await s.bind({ url: held.url });
  const killed = post("", { body: { binding: s.binding } }).catch(() => undefined);
  await held.arrived;
  const [{ id }] = await s.sql<[{ id: string }]>`
    select id from odoo_seed.sync_runs where binding = ${s.binding}`;
  await killFunction("seed-odoo-finance");
  await killed;
  await held.idle(); // a lease outlasts what Odoo is at
  await hurry(s, id);
  await until(s, id, (run) => run.status !== "running");
  const { run_status, slices, progress } = await report(id);
  // The killed one and at least one more: how many depends on how fast that Odoo writes.
  deepStrictEqual([run_status, slices >= 2], ["success", true]);
  deepStrictEqual(progress, { create: { total: 401, done: 401, failed: 0 } });
  await expectEachOnce(s, 400);
});

scenario("a cancelled run stops at its next checkpoint, and the next run goes on", async (s) => {
  await projectOf(s, 10);
  await using held = await holdCreates();
  await s.bind({ url: held.url });
  const first = post("", { body: { binding: s.binding } });
  await held.arrived;
  const [{ id }] = await s.sql<[{ id: string }]>`
    select id from odoo_seed.sync_runs where binding = ${s.binding}`;
  const asked = await post(`/runs/${id}/cancel`);
  deepStrictEqual([asked.status, asked.run_status, asked.cancelling], [200, "running", true]);
  held.release();
  const told = await first;
  deepStrictEqual([told.status, told.code, told.run_id], [409, "run_cancelled", id]);
  strictEqual((await post(`/runs/${id}/cancel`)).run_status, "cancelled");
  strictEqual((await post(`/runs/${crypto.randomUUID()}/cancel`)).status, 404);
  await expectRest(s);
});

async function expectRest(s: Scenario): Promise<void> {
  await s.bind({ url: stack.odoo.url });
  strictEqual((await s.seed()).status, 200);
  await expectEachOnce(s, 10);
}

scenario("slices that fail come back, and the run ends once Odoo is there again", async (s) => {
  await projectOf(s, 10);
  await s.bind({ url: nowhere });
  const first = await post("", { body: { binding: s.binding, wait: false } });
  await until(s, first.run_id, (run) => run.attempts === 1);
  const waiting = await report(first.run_id);
  deepStrictEqual([waiting.run_status, waiting.error?.code], ["running", "odoo_unreachable"]);
  const busy = await s.seed();
  deepStrictEqual([busy.status, busy.run_id], [409, first.run_id]);
  await s.bind({ url: stack.odoo.url });
  await hurry(s, first.run_id);
  const end = await followed(first);
  deepStrictEqual([end.run_status, end.error, end.slices], ["success", null, 2]);
  await expectEachOnce(s, 10);
});

scenario("after five failures a run is a dead letter until it is replayed", async (s) => {
  await projectOf(s, 5);
  await s.bind({ url: nowhere });
  const { run_id } = await post("", { body: { binding: s.binding, wait: false } });
  for (let failure = 1; failure <= 5; failure++) {
    await until(s, run_id, (run) => run.attempts === failure && !!run.handed_over);
    await hurry(s, run_id);
  }
  const dead = await s.sql`select kind, code from ops.v_dead where key = ${run_id!}`;
  deepStrictEqual([...dead], [{ kind: "run", code: "odoo_unreachable" }]);
  await s.bind({ url: stack.odoo.url });
  const [{ id }] = await s.sql<[{ id: string }]>`
    select odoo_seed.replay_run(${run_id!}) as id`;
  await until(s, id, (run) => run.status !== "running");
  strictEqual((await report(id)).run_status, "success");
  await expectEachOnce(s, 5);
});

scenario("bindings go on side by side, two on one server at a time", async (s) => {
  const others = [await Scenario.open(s.database), await Scenario.open(s.database)];
  const all = [s, ...others];
  try {
    await using held = await holdCreates();
    for (const one of all) {
      await projectOf(one, 10);
      await one.bind({ url: held.url });
    }
    const runs = await Promise.all(
      all.map((one) => post("", { body: { binding: one.binding, wait: false } })),
    );
    await Promise.race(
      [0, 1, 2].map((n) => until(all[n]!, runs[n]!.run_id, (run) => run.phase === "apply")),
    );
    await s.sql`select ops.drive()`;
    const [{ n }] = await s.sql<[{ n: number }]>`
      select count(*)::int as n from ops.work
      where kind = 'run' and lane = odoo_seed.run_lane(${s.binding})
        and (status = 'running' or called_at is not null)`;
    strictEqual(n, 2);
    held.release();
    for (const run of runs) strictEqual((await followed(run)).run_status, "success");
    for (const one of all) strictEqual(await countOurs(one, "project.task"), 10);
  } finally {
    for (const other of others) {
      await other.clearOdoo();
      await other.close();
    }
  }
});

scenario("the errors of a run are read page by page", async (s) => {
  const project = await s.project("close");
  await s.sql`
    insert into odoo_seed.tasks (project_external_ref, external_ref, name, assignee_email)
    select ${project}, ${s.ref("t")} || n, 'Task ' || n, 'nobody@example.com'
    from generate_series(1, 101) n`;
  const { run_id, status } = await post("", { body: { binding: s.binding } });
  strictEqual(status, 207);
  const first = await report(run_id);
  strictEqual(first.errors.length, 100);
  match(first.errors_next!, /errors_after=\d+$/);
  const second = await report(run_id, first.errors_next!.replace(/^.*\?/, "?"));
  deepStrictEqual([second.errors.length, second.errors_next], [1, null]);
  const refs = new Set([...first.errors, ...second.errors].map((error) => error.external_ref));
  strictEqual(refs.size, 101);
  strictEqual((await report(run_id, "?errors_after=x")).status, 400);
  strictEqual((await report("none")).status, 404);
});
