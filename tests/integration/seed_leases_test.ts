import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { eventually } from "./support/eventually.ts";
import { ownFunction } from "./support/functions.ts";
import { expectEachOnce, expireLeases, holdCreates, projectOf } from "./support/interruptions.ts";
import { stack } from "./support/scenario.ts";
import { scenario, soleScenario } from "./support/scenarios.ts";
import { killFunction } from "./support/stack.ts";

scenario("two runs at once: one works, the other is told which", async (s) => {
  await projectOf(s, 150);
  await using held = await holdCreates();
  await s.bind({ url: held.url });
  const first = s.seed();
  await held.arrived;
  const second = await s.seed();
  const third = await s.shadow();
  held.release();
  const { status, run_id } = await first;
  strictEqual(status, 200);
  for (const refused of [second, third]) {
    deepStrictEqual([refused.status, refused.code], [409, "run_in_progress"]);
    strictEqual(refused.run_id, run_id);
    ok(refused.detail?.includes(run_id!));
  }
  await expectEachOnce(s, 150);
});

scenario("two starts at the same moment: exactly one gets the lease", async (s) => {
  await projectOf(s, 100);
  const answers = await Promise.all([s.seed(), s.seed(), s.seed(), s.seed()]);
  deepStrictEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409, 409]);
  await expectEachOnce(s, 100);
});

scenario("a run that takes longer than its lease keeps it", async (s) => {
  await projectOf(s, 5);
  await using own = await ownFunction("seed-odoo-finance", { SEED_LEASE_SECONDS: "4" });
  await using held = await holdCreates();
  await s.bind({ url: held.url });
  const first = own.call({ binding: s.binding });
  await held.arrived;
  await eventually("its first lease is over", async () => {
    const [run] = await s.sql`
      select clock_timestamp() > started_at + interval '5 seconds' as over
      from odoo_seed.sync_runs where binding = ${s.binding}`;
    return run!.over;
  });
  strictEqual((await own.call({ binding: s.binding })).status, 409);
  held.release();
  strictEqual((await first).status, 200);
});

scenario("a run whose lease was taken over stops and does not disturb", async (s) => {
  await projectOf(s, 5);
  await using own = await ownFunction("seed-odoo-finance", {});
  await using held = await holdCreates({ which: (nth) => nth === 1, fate: "drop" });
  await s.bind({ url: held.url });
  const first = own.call({ binding: s.binding });
  await held.arrived;
  await expireLeases(s);
  const second = await s.seed();
  deepStrictEqual([second.status, second.tasks_synced], [200, 5]);
  held.release();
  const lost = await first;
  deepStrictEqual([lost.status, lost.code], [409, "lease_lost"]);
  await expectEachOnce(s, 5);
});

soleScenario("a create that comes too late doubles nothing where refs are unique", async (s) => {
  await projectOf(s, 5);
  await s.bind({ unique_refs: true });
  await using own = await ownFunction("seed-odoo-finance", {});
  await using held = await holdCreates({ which: (nth) => nth === 1 });
  await s.bind({ url: held.url });
  const first = own.call({ binding: s.binding });
  await held.arrived;
  await expireLeases(s);
  strictEqual((await s.seed()).status, 200);
  held.release();
  const late = await first;
  deepStrictEqual([late.status, late.code], [409, "lease_lost"]);
  await expectEachOnce(s, 5);
});

scenario(
  "seed-odoo-finance killed in the middle: the next run takes over and ends it",
  async (s) => {
    await projectOf(s, 400);
    await using held = await holdCreates({ which: (nth) => nth === 2 });
    await s.bind({ url: held.url });
    const killed = s.seed().catch(() => undefined);
    await held.arrived;
    await killFunction("seed-odoo-finance");
    await killed;
    const [stuck] = await s.sql`
    select id from odoo_seed.sync_runs where binding = ${s.binding} and status = 'running'`;
    ok(stuck, "the killed run left no trace");
    await s.bind({ url: stack.odoo.url });

    const early = await s.seed();
    deepStrictEqual([early.status, early.run_id], [409, stuck.id]);
    await expireLeases(s);
    const next = await s.seed();
    deepStrictEqual([next.status, next.tasks_synced], [200, 400]);
    strictEqual((await s.run(stuck.id)).status, "abandoned");
    await expectEachOnce(s, 400);
  },
);
