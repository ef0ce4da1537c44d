import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { peopleOf } from "./support/asked.ts";
import { eventually } from "./support/eventually.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { countOurs, readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { seedsFile, taskOf } from "./support/seeds_file.ts";

const stored = async ({ sql, id }: Scenario) =>
  await sql`
    select external_ref, name, description, active, changed_at from odoo_seed.tasks
    where external_ref like ${`${id}-%`} order by external_ref`;

scenario("files are planned as if they were loaded, and applied once they are", async (s) => {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  const run = (...words: string[]) => ocp(token, ...words, "--binding", s.binding);
  const before = [taskOf(s, 1, "One"), taskOf(s, 2, "Two"), taskOf(s, 3, "Three")];
  await using folder = await folderOf({ "seeds.yaml": seedsFile(s, before) });
  const file = folder.at("seeds.yaml");
  strictEqual((await run("seed", "load", file)).code, 0);
  strictEqual((await run("seed", "apply", "--auto-approve")).code, 0);

  const markdown = ", description: '**Look** at it', description_format: markdown";
  const after = [taskOf(s, 1, "First"), taskOf(s, 2, "Two", markdown), taskOf(s, 4, "Four")];
  await Deno.writeTextFile(file, seedsFile(s, after));
  const seeds = await stored(s);
  const plan = await run("seed", "plan", file, "--prune", "--json");
  strictEqual(plan.code, 2, plan.err);
  match(plan.err, /Would be: 1 created, 2 changed, 1 archived, /);
  match(plan.err, new RegExp(`First load the files: .*ocp seed load ${file}\n`));
  const said = JSON.parse(plan.out);
  const told = said.actions.map(({ ref, action }: { ref: string; action: string }) =>
    `${action} ${ref.replace(`${s.id}-`, "")}`
  );
  deepStrictEqual(told, ["update T-1", "update T-2", "archive T-3", "create T-4"]);
  match(said.actions[1].changes.description.to, /<strong>Look<\/strong>/);
  deepStrictEqual(await stored(s), seeds);
  strictEqual((await readTask(s, s.ref("T-1")))!.name, "One");

  const early = await ocp(token, "seed", "apply", said.plan.id);
  deepStrictEqual(
    [early.code, /planned update, now nothing/.test(early.err)],
    [1, true],
    early.err,
  );
  strictEqual((await run("seed", "load", file, "--prune")).code, 0);
  const applied = await ocp(token, "seed", "apply", said.plan.id);
  strictEqual(applied.code, 0, applied.err);
  strictEqual((await readTask(s, s.ref("T-1")))!.name, "First");
  deepStrictEqual((await run("seed", "plan", file, "--prune")).code, 0);
});

scenario("an agent plans files, and what is wrong with them is told by line", async (s) => {
  await peopleOf(s);
  const boss = await signedInAs(s.sql, "platform_owner");
  const agent = await ocp(
    boss.token,
    ...["token", "create", `reviewer-${s.id}`, "--agent", boss.id, "--json"],
  );
  strictEqual(agent.code, 0, agent.err);
  const { secret } = JSON.parse(agent.out);
  await s.project("P");
  await using folder = await folderOf({
    "good.yaml": `tasks:\n- {${taskOf(s, 1, "One")}, project: ${s.ref("P")}}\n`,
    "bad.yaml": `tasks:\n- {${taskOf(s, 1, "One")}, project: ${s.ref("P")}, stage: ' '}\n`,
    "wrong.yaml": `tasks:\n- {${taskOf(s, 1, "One")}, project: ${s.ref("P")}, owner: x}\n`,
  });
  const run = (...words: string[]) => ocp(secret, "seed", ...words);
  const binding = ["--binding", s.binding];
  const plan = await run("plan", folder.at("good.yaml"), ...binding);
  strictEqual(plan.code, 2, plan.err);
  match(plan.out, /\nPlan: 2 to create, /);
  const load = await run("load", folder.at("good.yaml"));
  deepStrictEqual([load.code, /seeds\.change/.test(load.err)], [1, true], load.err);
  const bad = await run("plan", folder.at("bad.yaml"), ...binding, "--json");
  strictEqual(bad.code, 1);
  const [fault] = JSON.parse(bad.out).faults;
  deepStrictEqual([fault.file, fault.line], [folder.at("bad.yaml"), 2]);
  strictEqual(await countOurs(s, "project.task"), 0);

  const check = await run("check", folder.at("good.yaml"), "--json");
  deepStrictEqual(JSON.parse(check.out), {
    counts: { programs: 0, projects: 0, tasks: 1 },
    not_looked_up: 1,
  });
  const wrong = await run("check", folder.at("wrong.yaml"));
  deepStrictEqual([wrong.code, wrong.err.includes("wrong.yaml:2:")], [1, true], wrong.err);
  const part = await run("plan", folder.at("good.yaml"), ...binding, "--project", s.ref("P"));
  strictEqual(part.code, 1);
  match(part.err, /Cannot plan files in part/);
});

scenario("plans of files that are made at once are each of its own files", async (s) => {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  const nrs = [1, 2, 3];
  await using folder = await folderOf(
    Object.fromEntries(
      nrs.map((nr) => [`${nr}.yaml`, seedsFile(s, [taskOf(s, nr, `Task ${nr}`)])]),
    ),
  );
  await Promise.all(nrs.map(async (nr) => {
    const plan = await eventually("its turn comes", async () => {
      const words = ["seed", "plan", folder.at(`${nr}.yaml`), "--binding", s.binding, "--json"];
      const ran = await ocp(token, ...words);
      const said = JSON.parse(ran.out);
      if (ran.code === 2) return said;
      ok(["run_in_progress", "changed_meanwhile"].includes(said.code), ran.out);
    });
    deepStrictEqual(
      plan.actions.map(({ ref }: { ref: string }) => ref),
      [s.ref("P"), s.ref(`T-${nr}`)],
    );
  }));
  strictEqual((await stored(s)).length, 0);
});
