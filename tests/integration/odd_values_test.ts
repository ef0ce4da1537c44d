import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Sql } from "postgres";
import type { Answer } from "./support/functions.ts";
import { readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";
import { hasTables, openTables } from "./support/tables.ts";

/** What else than a person or a program that goes through Odoo writes there: its database. */
type Write = (table: string, ref: string, set: string) => Promise<void>;

async function withTables(s: Scenario, work: (write: Write, tables: Sql) => Promise<void>) {
  const tables = openTables(s.database);
  try {
    const now = "write_date = now() at time zone 'UTC'";
    await work(async (table, ref, set) => {
      const change = /write_date/.test(set) ? set : `${set}, ${now}`;
      const { count } = await tables.unsafe(
        `update ${table} set ${change} where x_external_ref = $1`,
        [ref],
      );
      strictEqual(count, 1);
    }, tables);
  } finally {
    await tables.end();
  }
}

const unreadable = ({ errors }: Answer) =>
  errors.filter(({ code }) => code === "unreadable")
    .map(({ external_ref, field }) => `${external_ref} ${field}`).sort();

for (const full of [false, true]) {
  soleScenario(
    `odd values in Odoo stop nothing but themselves (${full ? "full" : "incremental"} shadow)`,
    async (s) => {
      const deadline = "2026-03-31T17:00:00Z";
      const project = await s.project("close", {
        date_start: "2026-01-01",
        date_end: "2026-03-31",
      });
      const other = await s.project("other");
      const said = { planned_hours: 8, date_deadline: deadline };
      const repaired = await s.task("repaired", project, said);
      const told = await s.task("told", project);
      const early = await s.task("early", project);
      const before = await s.task("before Christ", project);
      const clean = await s.task("clean", other);
      strictEqual((await s.seed()).status, 200);
      await withTables(s, async (write) => {
        const years = "date_deadline = '0026-03-31 17:00'";
        await write("project_task", repaired, `allocated_hours = 'NaN', ${years}`);
        await write("project_task", told, "allocated_hours = '-Infinity'");
        await write("project_task", early, "date_deadline = '0001-01-01'");
        await write("project_task", before, "date_deadline = '0044-03-15 12:00 BC'");
        await write("project_project", project, "date_start = '0026-01-01', date = '0999-12-31'");
      });
      await s.updateTask(clean, { name: "Clean and new" });

      const shadow = await s.shadow({ full });
      strictEqual(shadow.status, 207);
      deepStrictEqual(
        unreadable(shadow),
        [
          `${before} deadline`,
          `${early} deadline`,
          `${project} dates`,
          `${repaired} deadline`,
          `${repaired} planned_hours`,
          `${told} planned_hours`,
        ].sort(),
      );
      const hours = shadow.errors.find(({ external_ref }) => external_ref === told)!;
      match(
        hours.message,
        /^Cannot read planned_hours of project\.task \d+ \(.*-told\) in Odoo: -Infinity is no finite number\.$/,
      );

      const answer = await s.seed();
      strictEqual(answer.status, 207, JSON.stringify(answer));
      deepStrictEqual(answer.counts, { noop: 4, update: 3 });
      const left = [`${before} deadline`, `${early} deadline`, `${told} planned_hours`].sort();
      deepStrictEqual(unreadable(answer), left);
      deepStrictEqual(answer.errors.length, 3);
      const mended = (await readTask(s, repaired))!;
      deepStrictEqual([mended.hours, mended.deadline], [8, "2026-03-31 17:00:00"]);
      deepStrictEqual((await readProject(s, project))!.dates, ["2026-01-01", "2026-03-31"]);
      strictEqual((await readTask(s, clean))!.name, "Clean and new");

      const again = await s.seed();
      deepStrictEqual([again.status, again.counts], [207, { noop: 7 }]);
      deepStrictEqual(unreadable(again), left);

      await s.updateTask(early, said);
      await s.updateTask(told, said);
      const last = await s.seed();
      deepStrictEqual([last.status, last.counts], [207, { noop: 5, update: 2 }]);
      deepStrictEqual(unreadable(last), [`${before} deadline`]);
      strictEqual((await readTask(s, early))!.deadline, "2026-03-31 17:00:00");
      // Odoo itself cannot write over what it cannot read.
      await withTables(s, (write) => write("project_task", before, "date_deadline = null"));
      deepStrictEqual((await s.seed()).status, 200);
    },
    { ignore: !hasTables },
  );
}

soleScenario("odd write dates hide no edit", async (s) => {
  const project = await s.project("close");
  await s.tasks(7, "Task", project);
  strictEqual((await s.seed()).status, 200);
  const person = await s.as(stack.odoo.logins.projectManager);
  await withTables(s, async (write) => {
    const odd = [
      ...["null", "'0026-01-01'", "'1234-01-01'", "'0044-03-15 BC'"],
      ...["'9998-01-01'", "'20000-01-01'"],
    ];
    for (const [index, date] of odd.entries()) {
      await write("project_task", s.ref(`Task-${index + 1}`), `write_date = ${date}`);
    }
    for (const round of ["one", "two"]) {
      const id = (await readTask(s, s.ref("Task-7")))!.id;
      await person.write("project.task", [id], { name: `Edited ${round}` });
      const shadow = await s.shadow({ drift: true });
      ok([200, 207].includes(shadow.status), JSON.stringify(shadow));
      const [held] = await s.sql`
        select name from odoo_seed.shadow_tasks
        where binding = ${s.binding} and external_ref = ${s.ref("Task-7")}`;
      strictEqual(held!.name, `Edited ${round}`);
    }
  });
  const answer = await s.seed();
  ok([200, 207].includes(answer.status), JSON.stringify(answer));
  strictEqual((await readTask(s, s.ref("Task-7")))!.name, "Task 7");
}, { ignore: !hasTables });

soleScenario("what is too large for one answer is read in parts, down to one field", async (s) => {
  const project = await s.project("close");
  await s.tasks(12, "Task", project);
  const alone = await s.task("alone", project);
  strictEqual((await s.seed()).status, 200);
  await withTables(s, async (write) => {
    for (let n = 1; n <= 12; n++) {
      const ref = s.ref(`Task-${n}`);
      await write("project_task", ref, "description = '<p>' || repeat('x', 1000000) || '</p>'");
    }
    await write("project_task", alone, "description = '<p>' || repeat('é', 6000000) || '</p>'");
  });
  await s.sql`
    update odoo_seed.tasks set name = name || '!' where project_external_ref = ${project}`;
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.counts], [207, { noop: 1, update: 13 }]);
  deepStrictEqual(unreadable(answer), [`${alone} description`]);
  match(answer.errors[0]!.message, /larger than 5 MB/);
  strictEqual((await readTask(s, s.ref("Task-7")))!.name, "Task 7!");
  strictEqual((await readTask(s, alone))!.name, "alone!");
  const [state] = await s.sql`
    select page_rows from odoo_seed.shadow_state where binding = ${s.binding}`;
  ok(state!.page_rows >= 1 && state!.page_rows <= 6, `learned: ${state!.page_rows}`);
  const [held] = await s.sql`
    select count(*) filter (where length(description) = 1000007)::int as whole
    from odoo_seed.shadow_tasks where binding = ${s.binding}`;
  strictEqual(held!.whole, 12);
  deepStrictEqual((await s.seed()).counts, { noop: 14 });
}, { ignore: !hasTables });

soleScenario("large descriptions that seeds say are written and read back", async (s) => {
  const project = await s.project("close");
  await s.tasks(8, "Task", project);
  await s.sql`
    update odoo_seed.tasks set description = '<p>' || repeat('x', 999993) || '</p>'
    where project_external_ref = ${project}`;
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.counts], [200, { create: 9 }]);
  deepStrictEqual((await s.seed({ full: true })).counts, { noop: 9 });
});

soleScenario("a task that does not come, and that another waits for, stops no other", async (s) => {
  const project = await s.project("close");
  const ancient = await s.task("ancient", project);
  const edited = await s.task("edited", project);
  const clean = await s.task("clean", project);
  const waits = await s.task("waits", project, { depends_on_refs: [ancient, edited] });
  strictEqual((await s.seed()).status, 200);
  await withTables(s, async (write) => {
    await write("project_task", ancient, "date_deadline = '0044-03-15 12:00 BC'");
    await write("project_task", edited, "name = 'Edited'");
  });
  for (const name of ["New", "Newer"]) {
    await s.updateTask(clean, { name });
    const answer = await s.seed();
    strictEqual(answer.status, 207, JSON.stringify(answer));
    ok(unreadable(answer).includes(`${ancient} deadline`));
    strictEqual((await readTask(s, edited))!.name, "edited");
    strictEqual((await readTask(s, clean))!.name, name);
  }
  await withTables(s, (write) => write("project_task", ancient, "date_deadline = null"));
  await s.updateTask(waits, { depends_on_refs: [edited] });
  strictEqual((await s.seed()).status, 200);
}, { ignore: !hasTables });

soleScenario("a project that does not come, be it somebody else's, stops no other", async (s) => {
  const stage_name = s.ref("Doing");
  const project = await s.project("close");
  const task = await s.task("task", project, { stage_name });
  strictEqual((await s.seed()).status, 200);
  const bot = await s.bot();
  const { stage } = (await readTask(s, task))!;
  const [theirs] = await bot.create("project.project", [{ name: "Theirs" }]);
  const [shared] = await bot.searchRead("project.task.type", {
    domain: [["name", "=", stage]],
    fields: ["id"],
  });
  await bot.write("project.task.type", [Number(shared!.id)], { project_ids: [[4, theirs]] });
  await withTables(s, async (_write, tables) => {
    await tables`update project_project set date = '0044-03-15 BC' where id = ${theirs!}`;
  });
  const second = await s.project("second");
  const refused = await s.task("refused", second, { stage_name });
  await s.task("fine", second);
  await s.updateTask(task, { name: "New" });
  const answer = await s.seed();
  deepStrictEqual([answer.status, answer.counts], [207, { create: 3, noop: 1, update: 1 }]);
  deepStrictEqual(answer.errors.map((error) => [error.external_ref, error.field]), [
    [refused, "stage"],
  ]);
  strictEqual((await readTask(s, task))!.name, "New");
  const stages = await bot.searchRead("project.task.type", {
    domain: [["name", "=", stage_name]],
    fields: ["id"],
  });
  strictEqual(stages.length, 1, "the stage is found, and not made again");
  ok([200, 207].includes((await s.seed({ full: true })).status));
}, { ignore: !hasTables });

soleScenario("a user that does not come stops nobody else", async (s) => {
  const project = await s.project("close");
  const ben = await s.task("ben", project, { assignee_email: "ben.osei@example.com" });
  const chloe = await s.task("chloe", project, { assignee_email: "chloe.martin@example.com" });
  strictEqual((await s.seed()).status, 200);
  await withTables(s, async (_write, tables) => {
    await tables`
      update res_partner set create_date = '0044-03-15 BC'
      where id = (select partner_id from res_users where login = 'ben.osei@example.com')`;
  });
  await s.updateTask(chloe, { name: "New", assignee_email: "diego.santos@example.com" });
  for (const full of [false, true]) {
    const answer = await s.seed({ full });
    strictEqual(answer.status, 207, JSON.stringify(answer));
    deepStrictEqual([...new Set(answer.errors.map((error) => error.external_ref))], [ben]);
    const { name, assignees } = (await readTask(s, chloe))!;
    deepStrictEqual([name, assignees], ["New", ["diego.santos@example.com"]]);
  }
}, { ignore: !hasTables });
