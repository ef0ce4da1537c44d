import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { peopleOf } from "./support/asked.ts";
import { eventually } from "./support/eventually.ts";
import { holdCreates } from "./support/interruptions.ts";
import { projectByHand } from "./support/made_by_hand.ts";
import { begunOcp, folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { pasted } from "./support/typed.ts";
import { countOurs, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { seedsFile, taskOf } from "./support/seeds_file.ts";

/** Tasks as a file, loaded by somebody who may do all of it. */
async function loaded(s: Scenario, count = 10): Promise<string> {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  const tasks = Array.from({ length: count }, (_, nr) => taskOf(s, nr, `Task ${nr}`));
  await using folder = await folderOf({ "seeds.yaml": seedsFile(s, tasks) });
  const load = await ocp(token, "seed", "load", folder.path);
  strictEqual(load.code, 0, load.err);
  return token;
}

scenario("ten tasks: planned, applied, changed in Odoo, found as drift, accepted", async (s) => {
  const token = await loaded(s);
  const run = (...words: string[]) => ocp(token, ...words, "--binding", s.binding);
  await using folder = await folderOf({});
  const file = folder.at("plan");

  const here = ["--instance", stack.instance];
  const plan = await run(...here, "seed", "plan", "--out", file);
  strictEqual(plan.code, 2, plan.err);
  match(plan.out, new RegExp(`^Project ${s.ref("P")}\n  \\+ project ${s.ref("P")}\n`));
  match(plan.out, /\n {2}\+ task \S+-T-3\n[^+]* name +"Task 3"\n/);
  match(plan.out, /\nPlan: 11 to create, 0 to change, 0 to archive\.\n$/);
  ok(!plan.out.includes("\x1b"), plan.out);
  ok(plan.err.includes(`ocp ${here.join(" ")} seed apply ${file}`), plan.err);
  strictEqual(await countOurs(s, "project.task"), 0);

  const apply = await ocp(token, "seed", "apply", file, "--json");
  strictEqual(apply.code, 0, apply.err);
  deepStrictEqual(JSON.parse(apply.out).progress.create, { done: 11, total: 11, failed: 0 });
  strictEqual(await countOurs(s, "project.task"), 10);
  const none = await run("seed", "plan");
  deepStrictEqual([none.code, none.out], [0, "No changes: Odoo holds what the seeds say.\n"]);

  const stale = await ocp(token, ...here, "seed", "apply", file);
  strictEqual(stale.code, 1);
  match(stale.err, /project\.task \S+: planned create, now nothing/);
  match(
    stale.err,
    new RegExp(`\nNext: .*task ocp ${here.join(" ")} seed plan --binding ${s.binding}\n$`),
  );

  const ref = s.ref("T-3");
  const person = await s.as(stack.odoo.logins.projectManager);
  await person.write("project.task", [(await readTask(s, ref))!.id], { name: "Theirs" });
  strictEqual((await run("drift")).code, 0);
  const drift = await run("drift", "--shadow", "--output", "csv");
  strictEqual(drift.code, 2, drift.err);
  match(drift.out, new RegExp(`\n${s.binding},task ${ref},name,name,Task 3,Theirs,`));
  const back = await run("seed", "plan", "--output", "csv");
  match(back.out, new RegExp(`,update,project.task,${ref},name,Theirs,Task 3,`));

  const unknown = await run("seed", "accept", s.ref("T-4"));
  deepStrictEqual([unknown.code, /has none.*ocp drift/.test(unknown.err)], [1, true], unknown.err);
  const accepted = await run("seed", "accept", ref, "--json");
  strictEqual(accepted.code, 0, accepted.err);
  strictEqual(JSON.parse(accepted.out).accepted[0].to, "Theirs");
  strictEqual((await run("drift")).code, 0);
});

scenario("apply asks where nobody can be asked, and tells what was not written", async (s) => {
  const token = await loaded(s);
  const run = (...words: string[]) => ocp(token, ...words, "--binding", s.binding);
  const unasked = await run("seed", "apply");
  strictEqual(unasked.code, 1, unasked.err);
  match(unasked.err, /"yes" was not typed.*--auto-approve/);
  strictEqual(await countOurs(s, "project.task"), 0);
  await s.updateTask(s.ref("T-1"), { assignee_emails: ["nobody@example.com"] });
  const all = await run("seed", "apply", "--auto-approve");
  match(all.err, /T-1.*nobody@example\.com/);
  strictEqual(await countOurs(s, "project.task"), 10);

  const runs = JSON.parse((await run("seed", "status", "--json")).out).items;
  const applied = runs.find(({ type }: { type: string }) => type === "seed");
  const status = await ocp(token, "seed", "status", applied.id);
  match(status.out, /create +11 +11 +0/);
  const late = await ocp(token, "seed", "cancel", applied.id);
  deepStrictEqual([late.code, /ocp seed status/.test(late.err)], [1, true], late.err);
  const none = await ocp(token, "seed", "apply", "no-such-file");
  match(none.err, /Cannot read plan "no-such-file".*ocp seed plan --out no-such-file/);
});

scenario(
  "adopt gives what people made the ref of its seed, and plan leaves it in place",
  async (s) => {
    const token = await loaded(s);
    const run = (...words: string[]) => ocp(token, ...words, "--binding", s.binding);
    await projectByHand(s, "Month end");
    const dry = await run("seed", "adopt", "--dry-run");
    strictEqual(dry.code, 0, dry.err);
    match(dry.err, /Would be: 1 adopted, 0 ambiguous, 10 unmatched/);
    strictEqual(await countOurs(s, "project.project"), 0);
    const adopted = await run("seed", "adopt", "--json");
    strictEqual(JSON.parse(adopted.out).matched[0].ref, s.ref("P"), adopted.err);
    strictEqual(await countOurs(s, "project.project"), 1);
    match((await run("seed", "plan")).out, /\nPlan: 10 to create, /);
  },
);

scenario("mute takes a record's drift out of the list, and unmute brings it back", async (s) => {
  const token = await loaded(s);
  const run = (...words: string[]) => ocp(token, ...words, "--binding", s.binding);
  strictEqual((await run("drift", "--shadow")).code, 2);
  const refs = [s.ref("P"), ...Array.from({ length: 10 }, (_, nr) => s.ref(`T-${nr}`))];
  const nextYear = `${new Date().getFullYear() + 1}-06-30`;
  for (const ref of refs) {
    const mute = await run("seed", "mute", ref, "--reason", "Later.", "--until", nextYear);
    strictEqual(mute.code, 0, mute.err);
  }
  deepStrictEqual((await run("drift")).out, "No drift: Odoo holds what the seeds say.\n");
  const muted = await run("drift", "--muted", "--json");
  deepStrictEqual([muted.code, JSON.parse(muted.out).items.length], [0, 11]);
  const mutes = await ocp(token, "seed", "mutes", "--binding", s.binding, "--json");
  deepStrictEqual([mutes.code, JSON.parse(mutes.out).total], [0, 11], mutes.err);
  const ended = await run("seed", "unmute", refs[1]!);
  deepStrictEqual([ended.code, /Ended: 1\./.test(ended.err)], [0, true], ended.err);
  const told = await run("drift", "--json");
  deepStrictEqual([told.code, JSON.parse(told.out).items[0].ref], [2, refs[1]]);
  const again = await run("seed", "unmute", refs[1]!);
  deepStrictEqual([again.code, /has none.*ocp seed mutes/.test(again.err)], [1, true], again.err);
  const past = await run("seed", "mute", refs[0]!, "--reason", "x", "--until", "2000-01-01");
  strictEqual(past.code, 1);
});

scenario(
  "Ctrl-C stops what is being applied at a checkpoint, and says by which command it goes on",
  async (s) => {
    const token = await loaded(s);
    await using held = await holdCreates({ of: "project.project" });
    await s.bind({ url: held.url });
    const words = ["seed", "apply", "--auto-approve", "--binding", s.binding];
    const apply = begunOcp(token, ...words);
    await held.arrived;
    apply.kill("SIGINT");
    await eventually(
      "the run was asked to stop",
      () => /What it wrote .* stays/.test(apply.said()),
    );
    held.release();
    const { code, err } = await apply.ended;
    strictEqual(code, 1, err);
    const [, line] = /was stopped: .* To go on: (.*)\n$/.exec(err) ?? [];
    match(line!, new RegExp(`ocp seed apply --binding ${s.binding} --auto-approve$`));
    ok(err.includes(`stays. To go on: ${line}\n`), err);
    strictEqual(await countOurs(s, "project.project"), 1);
    strictEqual(await countOurs(s, "project.task"), 0, "tasks are behind the checkpoint");
    await s.bind({ url: stack.odoo.url });
    const rest = await pasted(line!, { OCP_TOKEN: token });
    strictEqual(rest.code, 0, rest.err);
    strictEqual(await countOurs(s, "project.task"), 10);
  },
);

scenario("drift --watch tells what comes, and ends at Ctrl-C as drift does", async (s) => {
  const token = await loaded(s);
  const names = ["--binding", s.binding];
  strictEqual((await ocp(token, "seed", "apply", "--auto-approve", ...names)).code, 0);
  const watch = begunOcp(token, "drift", "--watch", "1", ...names);
  await eventually("it has looked", () => /As of/.test(watch.said()));
  const { id } = (await readTask(s, s.ref("T-3")))!;
  await (await s.as(stack.odoo.logins.projectManager)).write("project.task", [id], {
    name: "Theirs",
  });
  strictEqual((await s.shadow()).status, 200);
  await eventually("it tells the drift", () => /^\+ .*"Theirs" in Odoo/m.test(watch.said()));
  watch.kill("SIGINT");
  strictEqual((await watch.ended).code, 2);
});
