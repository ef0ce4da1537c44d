import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { width } from "../../terminal/width.ts";
import { tokenOf } from "./support/actors.ts";
import { peopleOf } from "./support/asked.ts";
import { eventually } from "./support/eventually.ts";
import { holdCreates } from "./support/interruptions.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { countOurs, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { noTerminal, terminal } from "./support/terminal.ts";
import { ann, ask, tenancy } from "./support/tenants.ts";

const ignore = noTerminal;
const widths = [80, 120];

/** A programme with a project and so many tasks, loaded by somebody who may do all of it. */
async function loaded(s: Scenario, count: number): Promise<string> {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  const tasks = Array.from(
    { length: count },
    (_, nr) => ({ ref: s.ref(`T-${nr}`), name: `T${nr}` }),
  );
  const project = {
    ref: s.ref("P"),
    name: "Month end",
    company: "Northwind Finance",
    tenant: s.id,
  };
  const programs = [{ slug: s.ref("G"), name: "Programme", projects: [{ ...project, tasks }] }];
  await using folder = await folderOf({ "seeds.json": JSON.stringify({ programs }) });
  strictEqual((await ocp(token, "seed", "load", folder.path)).code, 0);
  return token;
}

async function noRunAtWork(s: Scenario): Promise<void> {
  await eventually("no run is at work", async () => {
    const running = await s.sql`
      select from odoo_seed.sync_runs where binding = ${s.binding} and status = 'running'`;
    return running.length === 0;
  });
}

for (const columns of widths) {
  Deno.test(
    `ocp login does not show what is typed, in ${columns} columns`,
    { ignore },
    async () => {
      const token = await tokenOf(ann);
      await using home = await folderOf({});
      const at = { columns, home: home.path };
      await using t = await terminal(at, "login", stack.apiUrl);
      await t.shows(/^API token \(not shown\):$/m);
      await t.types(token);
      await t.presses("Enter");
      const { code, screen } = await t.ends();
      deepStrictEqual([code, screen.includes(token.slice(0, 12))], [0, false], screen);
      match(screen, /^Kept in /m);
      strictEqual(JSON.parse(await Deno.readTextFile(home.at("ocp/login.json"))).token, token);

      await using other = await folderOf({});
      await using left = await terminal({ ...at, home: other.path }, "login", stack.apiUrl);
      await left.shows(/not shown/);
      await left.presses("C-c");
      const end = await left.ends();
      strictEqual(end.code, 130);
      match(end.screen, /^Stopped at the question\. Nothing was done\.$/m);
      deepStrictEqual(await Array.fromAsync(Deno.readDir(other.path)), []);
    },
  );

  Deno.test(
    `what is dangerous wants the slug typed, in ${columns} columns`,
    { ignore },
    async () => {
      await using t = await tenancy();
      const slug = t.slug(`typed${columns}`);
      await t.sql`
      insert into control.tenants (slug, name, tenant_type, status, parent_id, admin_email, plan_code)
      select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter'
      from control.tenants where slug = 'platform'`;
      const at = { token: await tokenOf(ann), columns };
      const opened = () => ask("GET", `tenants/${slug}`).then((of) => of.open_operation);
      const answers = async (...keys: string[]) => {
        await using asked = await terminal(at, "tenant", "decommission", slug);
        const lines = await asked.shows(/Type "\S+" to decommission it:$/m);
        match(lines, /^A last backup is taken/m);
        await asked.presses(...keys);
        return await asked.ends();
      };
      const wrong = await answers("o", "t", "h", "e", "r", "Enter");
      deepStrictEqual([wrong.code, /was not typed/.test(wrong.screen)], [1, true], wrong.screen);
      strictEqual((await answers("C-c")).code, 130);
      strictEqual(await opened(), null);
      const right = await answers(...slug, "Enter");
      deepStrictEqual([right.code, /waits for a second person/.test(right.screen)], [0, true]);

      const { id } = await opened() as { id: string };
      await using logs = await terminal(at, "operation", "logs", "-f", id);
      await logs.shows(/^… a second person · \d+ s$/m);
      await logs.presses("C-c");
      const left = await logs.ends();
      deepStrictEqual([left.code, /The operation goes on/.test(left.screen)], [130, true]);
      await using followed = await terminal(at, "operation", "logs", "-f", id);
      await followed.shows(/^… a second person/m);
      const cancelled = await ocp(at.token, "operation", "cancel", id);
      strictEqual(cancelled.code, 0, cancelled.err);
      const end = await followed.ends();
      deepStrictEqual([end.code, /was cancelled/.test(end.screen)], [1, true], end.screen);
      ok(!end.screen.includes("…"), end.screen);
    },
  );

  scenario(
    `seed apply shows the plan, asks, and stops at Ctrl-C, in ${columns} columns`,
    async (s) => {
      const at = { token: await loaded(s, 1_200), columns };
      const words = ["seed", "apply", "--binding", s.binding];
      await using held = await holdCreates({ which: (nth) => nth === 1 });
      await s.bind({ url: held.url });
      await using t = await terminal(at, ...words);
      const plan = await t.shows(/^Write this into Odoo\? Type yes:$/m);
      ok(plan.split("\n").every((line) => width(line) <= columns));
      match(plan, /^Plan: 1201 to create, 0 to change, 0 to archive\.$/m);
      await t.types("yes");
      await t.presses("Enter");
      await t.shows(/^… Writing \d[\d,]* of 1,201 · \d+\/s/m);
      await t.presses("C-c");
      await t.shows(/^Stopping at the next checkpoint; Ctrl-C once more leaves the run alone\.$/m);
      await t.shows(/^What it wrote until then stays\./m);
      held.release();
      const stopped = await t.ends();
      deepStrictEqual(
        [stopped.code, /was stopped: /.test(stopped.screen)],
        [1, true],
        stopped.screen,
      );
    },
    { ignore },
  );

  scenario(`drift --watch tells what comes until Ctrl-C, in ${columns} columns`, async (s) => {
    const at = { token: await loaded(s, 3), columns };
    const binding = ["--binding", s.binding];
    strictEqual((await ocp(at.token, "seed", "apply", "--auto-approve", ...binding)).code, 0);
    await using t = await terminal(at, "drift", "--watch", "1", ...binding);
    await t.shows(/^As of [\d-]+ [\d:]+ UTC\.$/m);
    const { id } = (await readTask(s, s.ref("T-1")))!;
    const person = await s.as(stack.odoo.logins.projectManager);
    await person.write("project.task", [id], { name: "Theirs" });
    strictEqual((await s.shadow()).status, 200);
    await t.shows(/^\+ .*T-1, name \(name\): "Theirs" in Odoo, "T1" in the seed$/m);
    await t.presses("C-c");
    const end = await t.ends();
    strictEqual(end.code, 2, end.screen);

    await using again = await terminal(at, "drift", ...binding);
    const { code, screen } = await again.ends();
    strictEqual(code, 2);
    match(
      screen,
      new RegExp(
        `^  ! task ${s.ref("T-1")}\\n      name  "Theirs" ≠ "T1"\\n      by .*; the seed wins$`,
        "m",
      ),
    );
    ok(screen.split("\n").every((line) => width(line) <= columns));
  }, { ignore });
}

scenario(
  "seed apply is left alone at the second Ctrl-C, and what is left is applied then",
  async (s) => {
    const at = { token: await loaded(s, 1_200), columns: 80 };
    const words = ["seed", "apply", "--auto-approve", "--binding", s.binding];
    await using held = await holdCreates({ which: (nth) => nth === 1 });
    await s.bind({ url: held.url });
    await using t = await terminal(at, ...words);
    await t.shows(/^… Writing/m);
    await t.presses("C-c");
    await t.shows(/^Stopping at/m);
    await t.presses("C-c");
    strictEqual((await t.ends()).code, 130);
    held.release();
    await noRunAtWork(s);
    await s.bind({ url: stack.odoo.url });
    strictEqual((await ocp(at.token, ...words)).code, 0);
    strictEqual(await countOurs(s, "project.task"), 1_200);
  },
  { ignore },
);

Deno.test(
  "ocp open shows the whole address where no browser can be started",
  { ignore },
  async () => {
    await using t = await tenancy();
    const slug = t.slug("shown");
    const domain = `${"odoo-".repeat(16)}${slug}.example.com`;
    await t.sql`
    insert into control.tenants
      (slug, name, tenant_type, status, parent_id, admin_email, plan_code, primary_domain)
    select ${slug}, 'Paper', 'client', 'active', id, 'a@example.com', 'starter', ${domain}
    from control.tenants where slug = 'platform'`;
    await using home = await folderOf({});
    const at = { token: await tokenOf(ann), columns: 80, path: home.path };
    await using opening = await terminal(at, "open", slug);
    const { code, screen } = await opening.ends();
    deepStrictEqual([code, screen.trim()], [0, `https://${domain}/web/login`]);
  },
);
