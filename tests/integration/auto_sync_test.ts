import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { asked, peopleOf, refused } from "./support/asked.ts";
import { queueTo } from "./support/durable.ts";
import { eventually } from "./support/eventually.ts";
import { type Person, signedInAs } from "./support/people.ts";
import { countOurs, read, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const nowhere = "http://127.0.0.1:9/functions/v1/seed-odoo-finance";

/** A seeded task of a binding that syncs by itself, and has nothing to do. */
async function synced(s: Scenario, columns: Record<string, unknown> = {}) {
  const project = await s.project("close");
  const task = await s.task("task", project, { stage_name: "To Do" });
  await s.task("other", project, { stage_name: s.ref("Done") });
  strictEqual((await s.seed()).status, 200);
  await s.bind({ auto_sync: true, auto_sync_seconds: 1, ...columns });
  await quiet(s);
  return { project, task, id: (await readTask(s, task))!.id };
}

interface AutoRun {
  id: string;
  run_type: string;
  cause: string;
  status: string;
  counts: Record<string, number>;
}

/** Waits until no seed waits and no run runs; what began by itself until then, oldest first. */
async function quiet(s: Scenario): Promise<AutoRun[]> {
  return await eventually("nothing is to be synced", async () => {
    const [{ busy }] = await s.sql<[{ busy: boolean }]>`
      select exists (select from odoo_seed.unsynced where binding = ${s.binding})
        or exists (select from odoo_seed.sync_runs
          where binding = ${s.binding} and status = 'running') as busy`;
    return !busy && await s.sql<AutoRun[]>`
      select id, run_type, cause, status, counts from odoo_seed.sync_runs
      where binding = ${s.binding} and cause <> 'asked' order by started_at`;
  }, { everyMs: 200 });
}

async function nameOf(s: Scenario, ref: string) {
  return (await read(s, "project.task", ref, ["name"]))?.name;
}

/** Waits until a binding says that it waits for this. */
async function waitsFor(s: Scenario, person: Person, code: string) {
  const path = `/bindings/${s.binding}/sync`;
  return await eventually(`${s.binding} waits: ${code}`, async () => {
    const { body } = await asked(person, "GET", path, { at: "/bindings/{name}/sync" });
    return body.unsynced_since && body.waits?.code === code && body;
  });
}

scenario(
  "an edit in SQL arrives in Odoo by itself, a thousand of a transaction by one run",
  async (s) => {
    const { project, task } = await synced(s);
    const before = await quiet(s);
    await s.updateTask(task, { name: "Renamed" });
    const after = await quiet(s);
    strictEqual(await nameOf(s, task), "Renamed");
    strictEqual(after.length, before.length + 1);
    await s.sql.begin(async (tx) => {
      for (let n = 1; n <= 1000; n++) {
        await tx`
        insert into odoo_seed.tasks (project_external_ref, external_ref, name)
        values (${project}, ${s.ref(`many-${n}`)}, ${`Task ${n}`})`;
      }
    });
    const last = (await quiet(s)).slice(after.length);
    deepStrictEqual(last.map(({ cause, status, counts }) => [cause, status, counts]), [
      ["auto_sync", "success", { create: 1000, noop: 3 }],
    ]);
    strictEqual(await countOurs(s, "project.task"), 1002);
  },
);

scenario("what changes while nobody can be called arrives later", async (s) => {
  const { task } = await synced(s);
  const before = await quiet(s);
  {
    await using _queue = await queueTo(s, nowhere);
    await s.updateTask(task, { name: "Renamed" });
    await eventually("a run was called for in vain", async () => {
      const [row] = await s.sql`
        select from ops.work w join odoo_seed.sync_runs r on r.id::text = w.key
        where r.binding = ${s.binding} and w.called_at is not null`;
      return row !== undefined;
    });
  }
  strictEqual((await quiet(s)).length, before.length + 1);
  strictEqual(await nameOf(s, task), "Renamed");
});

scenario(
  "what somebody changes in Odoo is healed where the seed wins, and is left where people do",
  async (s) => {
    const { task, id } = await synced(s, { self_heal: true });
    const person = await s.as(stack.odoo.logins.projectManager);
    await person.write("project.task", [Number(id)], { name: "Theirs" });
    strictEqual((await s.shadow()).status, 200);
    await eventually("the name is healed", async () => await nameOf(s, task) === "task");
    const healed = (await quiet(s)).filter(({ cause }) => cause === "self_heal");
    deepStrictEqual(healed.map(({ run_type, status }) => [run_type, status]), [[
      "seed",
      "success",
    ]]);

    // Both change the stage: people and seed have to agree, and their record is left alone.
    const done = await read(s, "project.task", s.ref("other"), ["stage_id"]);
    await person.write("project.task", [Number(id)], { stage_id: Number(done!.stage_id) });
    await s.updateTask(task, { stage_name: s.ref("Review") });
    await quiet(s);
    await person.write("project.task", [Number(id)], { name: "Theirs" });
    strictEqual((await s.shadow()).status, 200);
    deepStrictEqual([
      ...await s.sql`select id from odoo_seed.v_healable where binding = ${s.binding}`,
    ], []);
    await s.sql`select odoo_seed.begin_heals()`;
    strictEqual((await quiet(s)).filter(({ cause }) => cause === "self_heal").length, 1);
    const { name, stage } = (await readTask(s, task))!;
    deepStrictEqual([name, stage], ["Theirs", s.ref("Done")]);
  },
);

scenario(
  "outside of its window a run waits, says until when, and begins when it opens",
  async (s) => {
    const { owner } = await peopleOf(s);
    const operator = await signedInAs(s.sql, "platform_operator");
    const { task } = await synced(s);
    // Six hours from now it opens, for ten minutes.
    const opens = new Date(Date.now() + 6 * 3_600_000);
    const cron = `${opens.getUTCMinutes()} ${opens.getUTCHours()} * * *`;
    const window = { binding: s.binding, kind: "allow", cron, minutes: 10 };
    await refused(owner, "POST", "/sync-windows", window, [403, "forbidden"]);
    await refused(operator, "POST", "/sync-windows", { ...window, cron: "0 25 * * *" }, [
      400,
      "invalid_request",
    ]);
    const made = await asked(operator, "POST", "/sync-windows", { body: window });
    strictEqual((await asked(owner, "GET", `/sync-windows?binding=${s.binding}`)).body.total, 1);

    await s.updateTask(task, { name: "Renamed" });
    const { opens_at } = await waitsFor(s, owner, "outside_window");
    strictEqual(new Date(opens_at).getUTCHours(), opens.getUTCHours());
    const begun = await asked(operator, "POST", "/runs", {
      body: { type: "seed", binding: s.binding },
    });
    const { id, waits } = begun.body;
    deepStrictEqual([waits.code, new Date(waits.until).getTime() > Date.now()], [
      "outside_window",
      true,
    ]);
    strictEqual((await s.shadow()).status, 200);
    strictEqual(await nameOf(s, task), "task");

    const path = `/sync-windows/${made.body.id}`;
    await refused(owner, "DELETE", path, undefined, [403, "forbidden"]);
    await asked(operator, "DELETE", path, { at: "/sync-windows/{id}" });
    await quiet(s);
    strictEqual((await s.run(id)).status, "success");
    strictEqual(await nameOf(s, task), "Renamed");
  },
);

scenario("what is held waits, whoever holds it: a binding, a tenant, everything", async (s) => {
  const { owner } = await peopleOf(s);
  const operator = await signedInAs(s.sql, "platform_operator");
  const { task } = await synced(s);
  const reason = "Stocktaking.";
  await refused(owner, "POST", "/holds", { reason }, [403, "forbidden"]);
  await refused(operator, "POST", "/holds", { reason, tenant: s.id, binding: s.binding }, [
    400,
    "invalid_request",
  ]);
  for (const [n, scope] of [{ binding: s.binding }, { tenant: s.id }, {}].entries()) {
    const put = await asked(operator, "POST", "/holds", { body: { reason, ...scope } });
    await s.updateTask(task, { name: `Renamed ${n}` });
    const { waits } = await waitsFor(s, owner, "on_hold");
    match(waits.detail, /@example\.com held .*: Stocktaking\./);
    const begun = await asked(operator, "POST", "/runs", {
      body: { type: "seed", binding: s.binding },
    });
    strictEqual(begun.body.waits.hold, put.body.id);
    ok((await asked(owner, "GET", "/holds?active=true")).body.total > 0);
    const told = await asked(owner, "GET", `/bindings/${s.binding}`, { at: "/bindings/{name}" });
    strictEqual(told.body.hold.hold, put.body.id);
    if (n > 0) {
      const mine = await asked(owner, "GET", `/tenants/${s.id}`, { at: "/tenants/{tenant}" });
      strictEqual(mine.body.hold.hold, put.body.id);
    }
    const path = `/holds/${put.body.id}`;
    await refused(owner, "DELETE", path, undefined, [403, "forbidden"]);
    await asked(operator, "DELETE", path, { at: "/holds/{id}" });
    await refused(operator, "DELETE", path, undefined, [404, "not_found"]);
    await quiet(s);
    strictEqual(await nameOf(s, task), `Renamed ${n}`);
  }
});
