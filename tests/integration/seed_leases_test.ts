import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { ownFunction } from "./support/functions.ts";
import { expectEachOnce, gate, isTaskCreate, projectOf } from "./support/interruptions.ts";
import { type Fate, startProxy } from "./support/proxy.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario, soleScenario } from "./support/scenarios.ts";
import { killFunction } from "./support/stack.ts";

/** Lets the time of a run that shows no life pass. */
async function expireLeases(s: Scenario): Promise<void> {
  await s.sql`
    update odoo_seed.sync_runs set lease_expires_at = now() - interval '1 second'
    where binding = ${s.binding} and status = 'running'`;
}

scenario("two runs at once: one works, the other is told which", async (s) => {
  await projectOf(s, 150);
  const [release, released] = gate();
  const [reached, arrived] = gate();
  await using proxy = await startProxy(async (call): Promise<Fate> => {
    if (isTaskCreate(call)) {
      reached();
      await released;
    }
    return "forward";
  });
  await s.bind({ url: proxy.url });
  const first = s.seed();
  await arrived;
  const second = await s.seed();
  const third = await s.shadow();
  release();
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
  await using own = await ownFunction("seed-odoo-finance", { SEED_LEASE_SECONDS: "2" });
  const [reached, arrived] = gate();
  await using proxy = await startProxy(async (call): Promise<Fate> => {
    if (isTaskCreate(call)) {
      reached();
      await new Promise((resolve) => setTimeout(resolve, 4_000));
    }
    return "forward";
  });
  await s.bind({ url: proxy.url });
  const first = own.call({ binding: s.binding });
  await arrived;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  strictEqual((await own.call({ binding: s.binding })).status, 409);
  strictEqual((await first).status, 200);
});

scenario("a run whose lease was taken over stops and does not disturb", async (s) => {
  await projectOf(s, 5);
  await using own = await ownFunction("seed-odoo-finance", {});
  const [release, released] = gate();
  const [reached, arrived] = gate();
  let held = false;
  await using proxy = await startProxy(async (call): Promise<Fate> => {
    if (isTaskCreate(call) && !held) {
      held = true;
      reached();
      await released;
      return "drop";
    }
    return "forward";
  });
  await s.bind({ url: proxy.url });
  const first = own.call({ binding: s.binding });
  await arrived;
  await expireLeases(s);
  const second = await s.seed();
  deepStrictEqual([second.status, second.tasks_synced], [200, 5]);
  release();
  const lost = await first;
  deepStrictEqual([lost.status, lost.code], [409, "lease_lost"]);
  await expectEachOnce(s, 5);
});

soleScenario("a create that comes too late doubles nothing where refs are unique", async (s) => {
  await projectOf(s, 5);
  await s.bind({ unique_refs: true });
  await using own = await ownFunction("seed-odoo-finance", {});
  const [release, released] = gate();
  const [reached, arrived] = gate();
  let held = false;
  await using proxy = await startProxy(async (call): Promise<Fate> => {
    if (isTaskCreate(call) && !held) {
      held = true;
      reached();
      await released;
    }
    return "forward";
  });
  await s.bind({ url: proxy.url });
  const first = own.call({ binding: s.binding });
  await arrived;
  await expireLeases(s);
  strictEqual((await s.seed()).status, 200);
  release();
  const late = await first;
  deepStrictEqual([late.status, late.code], [409, "lease_lost"]);
  await expectEachOnce(s, 5);
});

scenario(
  "seed-odoo-finance killed in the middle: the next run takes over and ends it",
  async (s) => {
    await projectOf(s, 400);
    const [reached, arrived] = gate();
    let creates = 0;
    await using proxy = await startProxy((call) => {
      if (isTaskCreate(call) && ++creates === 2) {
        reached();
        return "hang";
      }
      return "forward";
    });
    await s.bind({ url: proxy.url });
    const killed = s.seed().catch(() => undefined);
    await arrived;
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
