import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { followed, post, report } from "./support/durable.ts";
import { idOf } from "./support/made_by_hand.ts";
import { expectEachOnce, projectOf } from "./support/interruptions.ts";
import { countOurs, readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

/** Makes a plan and keeps it. */
async function keep(s: Scenario): Promise<string> {
  const plan = await post("/plans", { body: { binding: s.binding } });
  strictEqual(plan.status, 200);
  match(plan.plan_hash, /^[0-9a-f]{32}$/);
  return plan.run_id!;
}

async function expectStale(id: string): Promise<void> {
  const { status, code } = await post(`/plans/${id}/apply`);
  deepStrictEqual([status, code], [409, "plan_stale"]);
}

scenario("a saved plan is applied once, and to the letter", async (s) => {
  await projectOf(s, 10);
  const id = await keep(s);
  strictEqual(await countOurs(s, "project.task"), 0);
  const key = s.ref("key");
  const answer = await post(`/plans/${id}/apply`, { key });
  deepStrictEqual([answer.status, answer.counts], [200, { create: 11 }]);
  strictEqual((await post(`/plans/${id}/apply`, { key })).run_id, answer.run_id);
  await expectStale(id);
  await expectEachOnce(s, 10);
});

scenario("a saved plan is refused once Postgres or Odoo has moved", async (s) => {
  await projectOf(s, 3);
  const first = await keep(s);
  await s.task("late", s.ref("close"));
  await expectStale(first);
  strictEqual(await countOurs(s, "project.task"), 0);
  strictEqual((await s.seed()).status, 200);

  const ref = s.ref("late");
  await s.updateTask(ref, { name: "Ours" });
  const second = await keep(s);
  const bot = await s.bot();
  const id = await idOf(bot, "project.task", "x_external_ref", ref);
  await bot.write("project.task", [id], { name: "Theirs" });
  await expectStale(second);
  strictEqual((await readTask(s, ref))?.name, "Theirs");
  const third = await keep(s);
  strictEqual((await post(`/plans/${third}/apply`)).status, 200);
  strictEqual((await readTask(s, ref))?.name, "Ours");
});

scenario("a saved plan expires; what is no plan cannot be applied", async (s) => {
  await projectOf(s, 1);
  const id = await keep(s);
  await s.sql`
    update odoo_seed.sync_runs set plan_expires_at = now() - interval '1 second' where id = ${id}`;
  await expectStale(id);
  strictEqual((await post(`/plans/${crypto.randomUUID()}/apply`)).status, 404);
  strictEqual((await post("/plans/none/apply")).status, 404);
  const { run_id } = await s.seed();
  strictEqual((await post(`/plans/${run_id}/apply`)).status, 404);
  strictEqual((await post("/plans", { body: { dry_run: false } })).status, 400);
});

scenario("a saved plan is applied by the queue as well", async (s) => {
  await projectOf(s, 5);
  const started = await post(`/plans/${await keep(s)}/apply`, { body: { wait: false } });
  strictEqual(started.status, 202);
  strictEqual((await followed(started)).run_status, "success");
  await expectEachOnce(s, 5);
});

scenario("a parent that waits for its own subtasks gets them in the second pass", async (s) => {
  const project = await s.project("close");
  const parent = await s.task("gate", project, { depends_on_refs: [s.ref("one"), s.ref("two")] });
  for (const name of ["one", "two"]) {
    await s.task(name, project, { parent_external_ref: parent });
  }
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.errors], [200, []]);
  deepStrictEqual((await s.seed()).counts, { noop: 4 });
  const { progress } = await report(answer.run_id);
  deepStrictEqual(progress.update, { total: 1, done: 1, failed: 0 });
});
