import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { ownFunction } from "./support/functions.ts";
import { expectEachOnce, isTaskCreate, projectOf } from "./support/interruptions.ts";
import { odooIsWriting } from "./support/odoo_at_work.ts";
import { type Fate, type ProxiedCall, startProxy } from "./support/proxy.ts";
import { countNamed, countOurs } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { killOdoo, mayKillOdoo, startOdoo } from "./support/stack.ts";
import { hasTables } from "./support/tables.ts";

/** The fates of the first task creates, in turn; everything else goes through. */
function onCreates(...fates: Fate[]): (call: ProxiedCall) => Fate {
  return (call) => isTaskCreate(call) ? fates.shift() ?? "forward" : "forward";
}

/** Seeds through a proxy, in a function that looks a few seconds only for lost answers. */
async function seedThrough(s: Scenario, decide: (call: ProxiedCall) => Fate | Promise<Fate>) {
  await using proxy = await startProxy(decide);
  await s.bind({ url: proxy.url });
  await using own = await ownFunction("seed-odoo-finance", { SEED_CONFIRM_SECONDS: "3" });
  return { ...await own.call({ binding: s.binding }), calls: proxy.calls };
}

for (const transport of ["jsonrpc", "json2"] as const) {
  const { bot } = stack.odoo.logins;
  if (transport === "json2" && !bot.apiKey) continue;
  scenario(
    `seed-odoo-finance over ${transport} doubles nothing when the answer to a create is lost`,
    async (s) => {
      await s.bind({ transport });
      if (transport === "json2") await s.bindSecret(bot.apiKey!);
      await projectOf(s, 120);
      const answer = await seedThrough(s, onCreates("lose_answer"));
      deepStrictEqual([answer.status, answer.errors], [200, []]);
      deepStrictEqual([answer.tasks_synced, answer.counts], [120, { create: 121 }]);
      await expectEachOnce(s, 120);
    },
  );
}

scenario("seed-odoo-finance doubles no project, stage, tag or milestone either", async (s) => {
  for (
    const model of ["project.project", "project.task.type", "project.tags", "project.milestone"]
  ) {
    const project = await s.project(model);
    const [stage, tag, milestone] = ["stage", "tag", "milestone"].map((kind) =>
      s.ref(kind + model)
    );
    const columns = { stage_name: stage, tag_names: [tag], milestone_name: milestone };
    await s.task(`${model}-task`, project, columns);
    let lost = false;
    const answer = await seedThrough(s, (call) => {
      if (lost || call.model !== model || call.method !== "create") return "forward";
      lost = true;
      return "lose_answer";
    });
    strictEqual(lost, true, model);
    await s.bind({ url: stack.odoo.url });
    if (answer.status !== 200) {
      deepStrictEqual([answer.status, answer.code], [504, "odoo_timeout"], model);
      strictEqual((await s.seed()).status, 200);
    }
    strictEqual(await countNamed(s, "project.task.type", stage!), 1, model);
    strictEqual(await countNamed(s, "project.tags", tag!), 1, model);
    strictEqual(await countNamed(s, "project.milestone", milestone!), 1, model);
  }
  strictEqual(await countOurs(s, "project.project"), 4);
  strictEqual(await countOurs(s, "project.task"), 4);
  deepStrictEqual((await s.seed()).counts, { noop: 8 });
});

scenario("seed-odoo-finance repeats a change whose answer is lost", async (s) => {
  await projectOf(s, 30);
  strictEqual((await s.seed()).status, 200);
  await s.sql`update odoo_seed.tasks set name = name || '!' where external_ref like ${`${s.id}-%`}`;
  let lost = 0;
  const answer = await seedThrough(s, ({ model, method }) => {
    const changes = model === "project.task" && /^(write|web_save_multi|run)$/.test(method);
    return changes && ++lost <= 2 ? "lose_answer" : "forward";
  });
  deepStrictEqual([answer.status, answer.errors, answer.counts], [200, [], {
    update: 30,
    noop: 1,
  }]);
  strictEqual(lost >= 3, true);
  await expectEachOnce(s, 30);
});

scenario("seed-odoo-finance repeats a create that never reached Odoo", async (s) => {
  await projectOf(s, 60);
  const answer = await seedThrough(s, onCreates("drop"));
  deepStrictEqual([answer.status, answer.errors, answer.tasks_synced], [200, [], 60]);
  await expectEachOnce(s, 60);
});

scenario("seed-odoo-finance waits out a proxy that says 502 and 503", async (s) => {
  await projectOf(s, 60);
  const answer = await seedThrough(s, onCreates(502, 503, "forward", 502));
  deepStrictEqual([answer.status, answer.errors, answer.tasks_synced], [200, [], 60]);
  await expectEachOnce(s, 60);
  const fates: Fate[] = [503, 502];
  const start = await seedThrough(s, () => fates.shift() ?? "forward");
  strictEqual(start.status, 200);
});

scenario(
  "seed-odoo-finance fails when no create gets through, and the next run goes on",
  async (s) => {
    await projectOf(s, 10);
    const failed = await seedThrough(s, (call) => isTaskCreate(call) ? 503 : "forward");
    deepStrictEqual([failed.status, failed.code], [503, "odoo_busy"]);
    const run = await s.run(failed.run_id);
    deepStrictEqual([run.status, run.error.code], ["failed", failed.code]);
    await s.bind({ url: stack.odoo.url });
    const next = await s.seed();
    deepStrictEqual([next.status, next.counts], [200, { create: 10, noop: 1 }]);
    await expectEachOnce(s, 10);
  },
);

scenario("seed-odoo-finance answers 504 when Odoo hangs", async (s) => {
  await s.project("close");
  await using proxy = await startProxy(({ method }) =>
    method === "fields_get" ? "hang" : "forward"
  );
  await s.bind({ url: proxy.url });
  await using own = await ownFunction("seed-odoo-finance", { ODOO_TIMEOUT_SECONDS: "1" });
  const answer = await own.call({ binding: s.binding });
  deepStrictEqual([answer.status, answer.code], [504, "odoo_timeout"]);
  deepStrictEqual([(await s.run(answer.run_id)).status], ["failed"]);
});

scenario("a function outlives an Odoo in which one read fails after another", async (s) => {
  await s.project("close");
  const [told, namesFailed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using proxy = await startProxy(async ({ model, method }) => {
    if (method !== "search_read") return "forward";
    if (model === "project.project") return 404;
    if (model !== "res.company") return "forward";
    await told.promise;
    namesFailed.resolve();
    return 404;
  });
  await s.bind({ url: proxy.url });
  await using own = await ownFunction("seed-odoo-finance", {});
  const first = await own.call({ binding: s.binding });
  deepStrictEqual([first.status, first.code], [502, "odoo_failed"]);
  told.resolve();
  await namesFailed.promise;
  await s.bind({ url: stack.odoo.url });
  strictEqual((await own.call({ binding: s.binding })).status, 200);
  // The failure of the names has arrived by now.
  strictEqual((await own.call({ binding: s.binding })).status, 200);
});

scenario("seed-odoo-finance lives through the death of Odoo in a big create", async (s) => {
  await projectOf(s, 1000);
  let creates = 0;
  let restarted: Promise<void> | undefined;
  const answer = await seedThrough(s, (call) => {
    if (isTaskCreate(call) && ++creates === 2) restarted = restartOdooInItsMidst(s.database);
    return "forward";
  });
  await restarted;
  if (answer.status === 200) strictEqual(creates > 2, true, "nothing was sent again");
  else {
    // An Odoo that is slow to come back outlasts it. The run may give up as long as it says so; the next one has to end the work.
    match(answer.code ?? "", /^odoo_(unreachable|timeout|busy|failed)$/);
    strictEqual((await s.run(answer.run_id)).status, "failed");
    await s.bind({ url: stack.odoo.url });
    strictEqual((await s.seed()).status, 200);
  }
  await expectEachOnce(s, 1000);
}, { ignore: !(hasTables && mayKillOdoo()) });

async function restartOdooInItsMidst(database: string): Promise<void> {
  await odooIsWriting(database);
  await killOdoo();
  await startOdoo();
}
