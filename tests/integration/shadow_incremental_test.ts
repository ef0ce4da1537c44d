import { deepStrictEqual, notDeepStrictEqual, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { idOf, make } from "./support/made_by_hand.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { soleScenario } from "./support/scenarios.ts";
import { hasTables } from "./support/tables.ts";

/** A project whose six tasks were written days ago, fully shadowed. */
async function shadowed(s: Scenario) {
  const project = await s.project("close");
  await s.project("other");
  await s.tasks(6, "Task", project);
  const people = ["amelia.reyes@example.com", "ben.osei@example.com"];
  const shared = { tag_names: [s.ref("a"), s.ref("b")], assignee_emails: people };
  await s.updateTask(s.ref("Task-1"), { ...shared, milestone_name: s.ref("M") });
  await s.updateTask(s.ref("Task-2"), { ...shared, depends_on_refs: [s.ref("Task-1")] });
  await s.updateTask(s.ref("Task-3"), { parent_external_ref: s.ref("Task-1") });
  const { status } = await s.seed();
  strictEqual(status, 200);
  const odoo = postgres(`${stack.odoo.postgresUrl}${s.database}`, { max: 2 });
  const before = "write_date = write_date - interval '3 days'";
  await odoo.unsafe(`update project_task set ${before}; update project_tags set ${before}`);
  strictEqual((await s.shadow({ full: true })).status, 200);
  const task = async (n: number) =>
    await idOf(await s.bot(), "project.task", "x_external_ref", s.ref(`Task-${n}`));
  const person = await s.as(stack.odoo.logins.admin);
  return { s, odoo, task, person, project, bot: await s.bot() };
}

type Shadowed = Awaited<ReturnType<typeof shadowed>>;

async function held({ sql, binding }: Scenario) {
  return await sql`
    select to_jsonb(t) - 'observed_at' as row from odoo_seed.shadow_tasks t
    where binding = ${binding} order by odoo_id`.values();
}

/** Time is made to pass there. */
const inItsTables = { ignore: !hasTables };

/** An edit without a run that follows finds all that a full one finds, and something. */
function finds(what: string, edit: (at: Shadowed) => Promise<unknown>): void {
  soleScenario(`an incremental shadow finds ${what}`, async (s) => {
    const at = await shadowed(s);
    try {
      const before = await held(s);
      await edit(at);
      await agrees(s, before);
    } finally {
      await at.odoo.end();
    }
  }, inItsTables);
}

async function agrees(s: Scenario, before: unknown): Promise<void> {
  const fullAt = await s
    .sql`select full_at from odoo_seed.shadow_state where binding = ${s.binding}`;
  strictEqual((await s.shadow()).status, 200);
  const found = await held(s);
  deepStrictEqual(
    await s.sql`select full_at from odoo_seed.shadow_state where binding = ${s.binding}`,
    fullAt,
  );
  notDeepStrictEqual(found, before);
  strictEqual((await s.shadow({ full: true })).status, 200);
  deepStrictEqual(found, await held(s));
}

finds("an edit", async ({ person, task }) => {
  await person.write("project.task", [await task(4)], { name: "Edited" });
});
finds("a deleted task that another waits for", async ({ person, task }) => {
  await person.call("project.task", "unlink", { ids: [await task(1)] });
});
finds("an archived task", async ({ person, task }) => {
  await person.write("project.task", [await task(4)], { active: false });
});
finds("a new task of people", async ({ person, bot, project }) => {
  const id = await idOf(bot, "project.project", "x_external_ref", project);
  await make(person, "project.task", { name: "By hand", project_id: id });
});
finds("a deleted tag", async ({ s, person, bot }) => {
  const id = await idOf(bot, "project.tags", "name", s.ref("a"));
  await person.call("project.tags", "unlink", { ids: [id] });
});
finds("a tag put on tasks from its own side", async ({ s, person, task, bot }) => {
  const id = await idOf(bot, "project.tags", "name", s.ref("a"));
  await person.write("project.tags", [id], { task_ids: [[4, await task(5)]] });
});
finds("a renamed tag", async ({ s, person, bot }) => {
  const id = await idOf(bot, "project.tags", "name", s.ref("a"));
  await person.write("project.tags", [id], { name: s.ref("renamed") });
});
finds("a renamed stage", async ({ s, person, task }) => {
  const stage = await s.sql`
    select stage_odoo_id as id from odoo_seed.shadow_tasks
    where binding = ${s.binding} and odoo_id = ${await task(1)}`;
  await person.write("project.task.type", [stage[0]!.id], { name: s.ref("renamed") });
});
finds("a renamed milestone", async ({ s, person, bot }) => {
  const id = await idOf(bot, "project.milestone", "name", s.ref("M"));
  await person.write("project.milestone", [id], { name: s.ref("renamed") });
});
finds("a deleted milestone", async ({ s, person, bot }) => {
  const id = await idOf(bot, "project.milestone", "name", s.ref("M"));
  await person.call("project.milestone", "unlink", { ids: [id] });
});
finds("another address of an assignee", async ({ person, bot }) => {
  const id = await idOf(bot, "res.users", "login", "amelia.reyes@example.com");
  await person.write("res.users", [id], {
    login: "amelia@example.com",
    email: "amelia@example.com",
  });
});
finds("a deleted assignee", async ({ odoo, bot }) => {
  const id = await idOf(bot, "res.users", "login", "ben.osei@example.com");
  await odoo`delete from project_task_user_rel where user_id = ${id}`;
  await odoo`update res_users set active = false, share = true where id = ${id}`;
});
finds("a dependency edited from its other side", async ({ person, task }) => {
  const [first, waiting] = [await task(4), await task(5)];
  await person.write("project.task", [first], { dependent_ids: [[4, waiting]] });
});
finds("a task moved out of our projects", async ({ person, task }) => {
  const [elsewhere] = await person.create("project.project", [{ name: "Elsewhere" }]);
  const id = await task(6);
  await person.write("project.task", [id], { project_id: elsewhere, x_external_ref: false });
});
finds("old tasks of a project that becomes ours", async ({ s, person, odoo }) => {
  const theirs = await make(person, "project.project", { name: "Theirs" });
  const id = await make(person, "project.task", { name: "Theirs", project_id: theirs });
  await odoo`update project_task set write_date = write_date - interval '2 days' where id = ${id}`;
  strictEqual((await s.shadow()).status, 200);
  await person.write("project.project", [theirs], { x_external_ref: s.ref("theirs") });
});
finds("a project's new ref", async ({ s, person, bot, project }) => {
  const id = await idOf(bot, "project.project", "x_external_ref", project);
  await person.write("project.project", [id], { x_external_ref: s.ref("moved") });
});
finds("what a transaction committed late", async ({ s, person, odoo, task }) => {
  const [late, quick] = [await task(4), await task(5)];
  await odoo.begin(async (tx) => {
    await tx`update project_task set name = 'Late', write_date = now() at time zone 'utc' where id = ${late}`;
    await person.write("project.task", [quick], { name: "Quick" });
    strictEqual((await s.shadow()).status, 200);
  });
});
finds("a second edit in the second of the first", async ({ s, odoo, task }) => {
  const id = await task(4);
  const [now] = await odoo`select date_trunc('second', now() at time zone 'utc') as at`;
  const edit = (name: string) =>
    odoo`update project_task set name = ${name}, write_uid = 2, write_date = ${
      now!.at
    } where id = ${id}`;
  await edit("First");
  strictEqual((await s.shadow()).status, 200);
  await edit("Second");
});
for (const [what, hours] of [["behind", -2], ["ahead", 2]] as const) {
  finds(`edits where Odoo's clock is ${what} of ours`, async ({ s, odoo, task }) => {
    const [first, second] = [await task(4), await task(5)];
    const edit = (id: number, seconds: number) =>
      odoo`
        update project_task set name = 'Edited', write_uid = 2,
          write_date = now() at time zone 'utc' + make_interval(hours => ${hours}, secs => ${seconds})
        where id = ${id}`;
    await s.sql`
      update odoo_seed.shadow_state
      set odoo_clock = odoo_clock + make_interval(hours => ${hours}),
        odoo_ahead = odoo_ahead + make_interval(hours => ${hours})
      where binding = ${s.binding}
    `;
    await edit(first, 0);
    strictEqual((await s.shadow()).status, 200);
    await edit(second, 1);
  });
}

soleScenario(
  "an incremental shadow of what did not change writes and reads next to nothing",
  async (s) => {
    const { odoo } = await shadowed(s);
    // Its tasks were written in a second that is over there.
    await s.sql`
      update odoo_seed.shadow_state set odoo_ahead = odoo_ahead + interval '2 seconds'
      where binding = ${s.binding}`;
    await s.shadow();
    const places = () =>
      s.sql`select ctid::text from odoo_seed.shadow_tasks where binding = ${s.binding}`.values();
    const before = await places();
    const answer = await s.shadow();
    strictEqual(answer.status, 200);
    strictEqual(answer.rpc_count <= 14, true, `${answer.rpc_count} requests`);
    deepStrictEqual(await places(), before);
    await odoo.end();
  },
  inItsTables,
);

soleScenario(
  "a shadow is full when none was, when asked and when the last one is too old",
  async (s) => {
    const { odoo } = await shadowed(s);
    const fullAt = async () =>
      (await s.sql`select full_at::text from odoo_seed.shadow_state where binding = ${s.binding}`)[
        0
      ]!.full_at;
    const first = await fullAt();
    await s.shadow();
    strictEqual(await fullAt(), first);
    await s.bind({ full_shadow_hours: 0 });
    await s.shadow();
    strictEqual(await fullAt() > first, true);
    await odoo.end();
  },
  inItsTables,
);
