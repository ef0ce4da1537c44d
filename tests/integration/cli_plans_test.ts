import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { peopleOf } from "./support/asked.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { readTask } from "./support/records.ts";
import { pasted } from "./support/typed.ts";
import { scenario } from "./support/scenarios.ts";

scenario("a plan waits for a second person, and is applied in part, then whole", async (s) => {
  const { owner, manager, viewer } = await peopleOf(s);
  const project = await s.project("close");
  const [one, two] = [await s.task("one", project), await s.task("two", project)];
  await s.bind({ plans_need_approval: true });
  const run = (...words: string[]) => ocp(manager.token, ...words);
  await using folder = await folderOf({});
  const file = folder.at("plan");

  const plan = await run("seed", "plan", "--binding", s.binding, "--out", file);
  match(plan.err, /waits for a second person until .*, who runs:\n {2}OCP_TOKEN=.* plan approve /);
  const early = await run("seed", "apply", file);
  strictEqual(early.code, 1);
  const line = early.err.trim().split("\nNext: ")[1]!;
  const own = await pasted(line, { APPROVER: manager.token });
  deepStrictEqual([own.code, /plans\.approve/.test(own.err)], [1, true], own.err);
  const approved = await pasted(line, { APPROVER: owner.token });
  strictEqual(approved.code, 0, approved.err);
  match(approved.err, /^Plan: 3 to create, .*\nTo apply it: .* ocp seed apply /s);
  const listed = await run(
    "plan",
    "list",
    "--binding",
    s.binding,
    "--status",
    "approved",
    "--json",
  );
  deepStrictEqual(
    JSON.parse(listed.out).items.map(({ decided_by, reason }: Record<string, string>) => [
      decided_by,
      reason,
    ]),
    [[owner.email, "As agreed."]],
  );
  strictEqual(JSON.parse((await ocp(viewer.token, "plan", "list", "--json")).out).total, 0);

  const unknown = await run("seed", "apply", file, "--ref", "none");
  deepStrictEqual([unknown.code, /none of its actions/.test(unknown.err)], [1, true], unknown.err);
  const part = await run("seed", "apply", file, "--kind", "project", "--action", "create");
  strictEqual(part.code, 0, part.err);
  match(part.err, /Done: 1 records written\./);
  deepStrictEqual([await readTask(s, one), await readTask(s, two)], [undefined, undefined]);
  const task = await run("seed", "apply", file, "--project", project, "--ref", two);
  strictEqual(task.code, 0, task.err);
  deepStrictEqual([await readTask(s, one), (await readTask(s, two))?.name], [undefined, "two"]);
});

scenario("a plan is shown as it was made, and is never applied once it was refused", async (s) => {
  const { owner, manager } = await peopleOf(s);
  const project = await s.project("close");
  const task = await s.task("one", project);
  const made = await ocp(manager.token, "seed", "plan", "--binding", s.binding, "--json");
  const { id } = JSON.parse(made.out).plan;
  const shown = await ocp(manager.token, "plan", "show", id);
  strictEqual(shown.code, 0, shown.err);
  match(shown.out, new RegExp(`\\+ task ${task}\n[^]*Plan: 2 to create`));
  match(shown.err, new RegExp(`^Plan ${id} of ${s.binding} is ready, until .*\\.\n`));
  const unsaid = await ocp(owner.token, "plan", "refuse", id);
  deepStrictEqual([unsaid.code, /--reason/.test(unsaid.err)], [1, true]);
  const refused = await ocp(owner.token, "plan", "refuse", id, "--reason", "Not now.");
  strictEqual(refused.code, 0, refused.err);
  const after = await ocp(manager.token, "plan", "show", id);
  match(after.err, new RegExp(`is refused by ${owner.email}: Not now\\.\n$`));
  const late = await ocp(manager.token, "seed", "apply", id);
  deepStrictEqual([late.code, /it was refused/.test(late.err)], [1, true], late.err);
});

scenario("seed apply plans, shows and writes a part", async (s) => {
  const { manager } = await peopleOf(s);
  const project = await s.project("close");
  const [one, two] = [await s.task("one", project), await s.task("two", project)];
  const words = ["seed", "apply", "--auto-approve", "--binding", s.binding, "--ref", project, one];
  const applied = await ocp(manager.token, ...words);
  strictEqual(applied.code, 0, applied.err);
  match(applied.out, /\nPlan: 2 to create, 0 to change, 0 to archive\.\n$/);
  deepStrictEqual([(await readTask(s, one))?.name, await readTask(s, two)], ["one", undefined]);
});
