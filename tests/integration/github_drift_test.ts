import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { peopleOf } from "./support/asked.ts";
import { Github, workflow } from "./support/github.ts";
import { signedInAs } from "./support/people.ts";
import { readTask } from "./support/records.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

scenario("drift opens one issue, changes it, and closes it once there is none", async (s) => {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_operator");
  await using github = new Github();
  const env = { OCP_TOKEN: token, SEED_BINDING: s.binding };
  const night = () => workflow("drift", { github, folder: ".", env });
  const project = await s.project("P");
  const tasks = [await s.task("A", project), await s.task("B", project)];
  strictEqual((await s.seed()).status, 200);

  const quiet = await night();
  deepStrictEqual([quiet.code, github.issues], [0, []], quiet.err);
  match(quiet.summary, /No drift: Odoo holds what the seeds say/);

  const person = await s.as(stack.odoo.logins.projectManager);
  const rename = async (ref: string, name: string) =>
    await person.write("project.task", [(await readTask(s, ref))!.id], { name });
  await rename(tasks[0]!, "Theirs");
  // What people open is not ours to change, whatever they write.
  github.issues.push({
    ...{ number: 1, title: "Drift", state: "open", labels: [{ name: "ocp-drift" }] },
    ...{ user: { login: "ann", type: "User" } },
    body: `<!-- ocp-drift {"binding":"${s.binding}"} -->`,
  });
  strictEqual((await night()).code, 0);
  const [theirs, issue, ...others] = github.issues;
  deepStrictEqual([issue!.title, others], [`Drift in ${s.binding}: 1`, []]);
  deepStrictEqual(issue!.labels, [{ name: "ocp-drift" }]);
  match(
    issue!.body,
    new RegExp(`\\| task \`${tasks[0]}\` \\| name \\| \`"A"\` \\| \`"Theirs"\` \\|`),
  );

  await rename(tasks[1]!, "Theirs, too");
  strictEqual((await night()).code, 0);
  deepStrictEqual([github.issues.length, issue!.title], [2, `Drift in ${s.binding}: 2`]);

  for (const [at, name] of ["A", "B"].entries()) await rename(tasks[at]!, name);
  strictEqual((await night()).code, 0);
  deepStrictEqual([issue!.state, issue!.state_reason, theirs!.state], [
    "closed",
    "completed",
    "open",
  ]);
  match(github.told(issue!.number)[0]!.body, /^No drift/);
  const writes = github.writes.length;
  strictEqual((await night()).code, 0);
  strictEqual(github.writes.length, writes);
});

scenario("drift that is not known leaves the issue as it is, and fails", async (s) => {
  const { token } = await signedInAs(s.sql, "platform_operator");
  await using github = new Github();
  const env = { OCP_TOKEN: token, SEED_BINDING: `no-${s.id}` };
  const night = await workflow("drift", { github, folder: ".", env });
  deepStrictEqual([night.code, github.writes], [1, []]);
  match(night.out, /^::error::Cannot find binding/m);
  const unset = await workflow("drift", { github, folder: ".", env: { ...env, OCP_TOKEN: "" } });
  deepStrictEqual([unset.code, /OCP_TOKEN is not set/.test(unset.out)], [1, true]);
});
