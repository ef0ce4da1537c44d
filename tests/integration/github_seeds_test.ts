import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { api } from "./support/api.ts";
import { peopleOf } from "./support/asked.ts";
import { type Ended, Github, pullEvent, workflow } from "./support/github.ts";
import { ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { countOurs, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";
import { seedsFile, taskOf } from "./support/seeds_file.ts";

/** A repository whose seeds go to the scenario's Odoo, with who works there. */
interface World extends AsyncDisposable {
  github: Github;
  write(tasks: string[]): Promise<void>;
  pull(number: number, from?: string): Promise<Ended>;
  merge(sha: string, env?: Record<string, string>): Promise<Ended>;
}

async function world(s: Scenario): Promise<World> {
  await peopleOf(s);
  const boss = await signedInAs(s.sql, "platform_owner");
  // The tokens that docs/github.md says to make.
  const token = async (...words: string[]) => {
    const made = await ocp(boss.token, "token", "create", ...words, "--json");
    strictEqual(made.code, 0, made.err);
    return JSON.parse(made.out).secret as string;
  };
  const scopes = ["plans.make", "plans.read", "seeds.read", "drift.read", "runs.read"];
  const reviewer = await token(`pulls-${s.id}`, "--agent", boss.id, "--scopes", ...scopes);
  const merger = await token(`merges-${s.id}`, "--role", "platform_operator");
  const github = new Github();
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/seeds`);
  const env = { SEED_BINDING: s.binding, SEED_PRUNE: "true", SEED_PATHS: "seeds" };
  return {
    github,
    write: (tasks) => Deno.writeTextFile(`${folder}/seeds/close.yaml`, seedsFile(s, tasks)),
    pull: (number, from) => {
      const isFork = from !== undefined;
      const token = isFork ? "" : reviewer;
      return workflow("seed-plan", {
        ...{ github, folder, event: pullEvent(number, from), env: { ...env, OCP_TOKEN: token } },
      });
    },
    merge: (sha, more = {}) =>
      workflow("seed-apply", { github, folder, sha, env: { ...env, OCP_TOKEN: merger, ...more } }),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const markdown = ", description: '**Look** at it', description_format: markdown";

scenario("a pull request has one comment, which is kept, and its merge applies it", async (s) => {
  await using w = await world(s);
  w.github.pulls.push({ number: 12, merged_at: null, commits: [], files: ["seeds/close.yaml"] });
  for (
    const text of [
      "Nice.",
      "<!-- ocp-seed-plan {} -->",
      `<!-- ocp-seed-plan {"binding":"${s.binding}"} -->`,
    ]
  ) {
    w.github.comment(12, text);
  }
  await w.write([taskOf(s, 1, "One"), taskOf(s, 2, "Two", markdown)]);
  const opened = await w.pull(12);
  strictEqual(opened.code, 0, opened.err);
  const [comment, ...others] = w.github.told(12);
  deepStrictEqual(others, []);
  match(comment!.body, /\*\*Plan: 3 to create, 0 to change, 0 to archive\.\*\*/);
  match(comment!.body, new RegExp(`\\| ➕ \\| task \`${s.ref("T-1")}\` \\| `));
  ok(comment!.body.includes("<strong>Look</strong>") && opened.summary.includes("3 to create"));
  strictEqual(await countOurs(s, "project.task"), 0);
  strictEqual(
    (await s.sql`select from odoo_seed.tasks where external_ref like ${`${s.id}-%`}`).length,
    0,
  );

  await w.write([taskOf(s, 1, "First | @all `x`"), taskOf(s, 2, "Two", markdown)]);
  strictEqual((await w.pull(12)).code, 0);
  const [kept] = w.github.told(12);
  deepStrictEqual([w.github.told(12).length, kept!.id], [1, comment!.id]);
  ok(kept!.body.includes('| ``"First \\| @all `x`"`` |'), kept!.body);

  Object.assign(w.github.pulls[0]!, { merged_at: "2026-11-30T10:00:00Z", commits: ["merged"] });
  const merged = await w.merge("merged");
  strictEqual(merged.code, 0, merged.err + merged.summary);
  match(merged.summary, /^### Seeds: applied/);
  match(merged.summary, /, the same as that of #12 \|/);
  match(merged.summary, /\| Loaded \| Seeds: 4 created, 0 changed, 0 archived, 0 unchanged\. \|/);
  match(merged.summary, /\| create \| 3 of 3 \|/);
  match(merged.summary, /\| Drift \| 0 \|/);
  strictEqual((await readTask(s, s.ref("T-1")))!.name, "First | @all `x`");
  const again = await w.merge("merged");
  deepStrictEqual([again.code, /^### Seeds: nothing to write/.test(again.summary)], [0, true]);
});

scenario(
  "files that are wrong fail the check by line, and a fork's are checked alone",
  async (s) => {
    await using w = await world(s);
    w.github.pulls.push({
      number: 3,
      merged_at: null,
      commits: [],
      files: ["supabase/seeds/1.sql"],
    });
    await w.write([taskOf(s, 1, "One", ", dead_line: 2026-01-01")]);
    const wrong = await w.pull(3);
    strictEqual(wrong.code, 1);
    match(wrong.out, /^::error file=seeds\/close\.yaml,line=11,col=\d+::/m);
    match(w.github.told(3)[0]!.body, /\| `seeds\/close\.yaml` \| 11:\d+ \| /);
    doesNotMatch(w.github.told(3)[0]!.body, /"plan"/);
    const fork = await w.pull(3, "eve/seeds");
    deepStrictEqual([fork.code, w.github.told(3).length], [1, 1]);
    // What the platform alone knows is told by line, too.
    await w.write([taskOf(s, 1, "One", ", stage: ' '")]);
    const refused = await w.pull(3);
    strictEqual(refused.code, 1);
    match(refused.out, /^::error file=seeds\/close\.yaml,line=11,/m);

    await w.write([taskOf(s, 1, "One")]);
    const writes = w.github.writes.length;
    const checked = await w.pull(3, "eve/seeds");
    strictEqual(checked.code, 0, checked.err);
    match(checked.summary, /files are right as far as they go: 1 programs, 1 projects, 1 tasks/);
    match(checked.summary, /secrets of the platform are not here/);
    strictEqual(w.github.writes.length, writes);
    const nobody = await w.merge("none");
    deepStrictEqual([nobody.code, /Nobody has reviewed a plan/.test(nobody.summary)], [1, true]);
    strictEqual(await countOurs(s, "project.task"), 0);
  },
);

scenario("a plan that is not the reviewed one any more is refused with what changed", async (s) => {
  await using w = await world(s);
  const all = Array.from({ length: 14 }, (_, nr) => taskOf(s, nr, `Task ${nr}`));
  await w.write(all);
  const first = await w.merge("first");
  const [, id] = /with `plan` `([^`]+)`/.exec(first.summary) ?? [];
  deepStrictEqual([first.code, id !== undefined], [1, true], first.summary);
  const byHand = await w.merge("first", { REVIEWED_PLAN: id! });
  strictEqual(byHand.code, 0, byHand.summary);
  strictEqual(await countOurs(s, "project.task"), 14);

  w.github.pulls.push({ number: 8, merged_at: null, commits: [], files: [] });
  await w.write([taskOf(s, 0, "Zero"), taskOf(s, 1, "Task 1")]);
  strictEqual((await w.pull(8)).code, 0);
  match(
    w.github.told(8)[0]!.body,
    /> \*\*12 records would be archived\*\*, and 2 tasks of the files stay/,
  );
  const person = await s.as(stack.odoo.logins.projectManager);
  await person.write("project.task", [(await readTask(s, s.ref("T-0")))!.id], { name: "Theirs" });
  Object.assign(w.github.pulls[0]!, { merged_at: "2026-11-30T10:00:00Z", commits: ["second"] });
  const stale = await w.merge("second");
  strictEqual(stale.code, 1);
  match(stale.summary, /^### Seeds: refused/);
  match(stale.summary, /not the one that was reviewed in #8/);
  match(
    stale.summary,
    new RegExp(
      `\\| task \`${s.ref("T-0")}\` \\| \\*\\*update\\*\\*<br>name \`"Task 0"\` → \`"Zero"\` \\|`,
    ),
  );
  const rows = await s
    .sql`select from odoo_seed.tasks where external_ref like ${`${s.id}-%`} and active`;
  strictEqual(rows.length, 14);
  strictEqual((await readTask(s, s.ref("T-0")))!.name, "Theirs");

  const [, now] = /with `plan` `([^`]+)`/.exec(stale.summary) ?? [];
  const agreed = await w.merge("second", { REVIEWED_PLAN: now! });
  strictEqual(agreed.code, 0, agreed.summary);
  strictEqual((await readTask(s, s.ref("T-0")))!.name, "Zero");
});

scenario("what a seeding could not carry out fails the check, and drift is told", async (s) => {
  await using w = await world(s);
  w.github.pulls.push({ number: 5, merged_at: null, commits: [], files: [] });
  await w.write([taskOf(s, 1, "One")]);
  const [, id] = /with `plan` `([^`]+)`/.exec((await w.merge("a")).summary) ?? [];
  strictEqual((await w.merge("a", { REVIEWED_PLAN: id! })).code, 0);
  const person = await s.as(stack.odoo.logins.projectManager);
  await person.write("project.task", [(await readTask(s, s.ref("T-1")))!.id], { name: "Theirs" });
  strictEqual((await s.shadow()).status, 200);
  await w.write([taskOf(s, 1, "One", ", assignees: [nobody@example.com]")]);
  const pull = await w.pull(5);
  strictEqual(pull.code, 1);
  const { body } = w.github.told(5)[0]!;
  match(body, /> A seeding would end in part: one record cannot/);
  match(body, /`assignee "nobody@example\.com" is no active internal user in Odoo`/);
  match(body, /<summary>Drift found meanwhile: 1, as of /);
  match(body, /\| name \| `"One"` \| `"Theirs"` \|/);
});

scenario("a binding that takes approved plans alone is written to once one is", async (s) => {
  await using w = await world(s);
  await s.bind({ plans_need_approval: true });
  await w.write([taskOf(s, 1, "One")]);
  const named = (summary: string) => /with `plan` `([^`]+)`/.exec(summary)![1]!;
  const first = named((await w.merge("a")).summary);
  const unapproved = await w.merge("a", { REVIEWED_PLAN: first });
  deepStrictEqual([unapproved.code, await countOurs(s, "project.task")], [1, 0]);
  match(unapproved.summary, /takes approved plans alone[^]*api\/plans\/[^/]+\/approve/);
  const second = named(unapproved.summary);
  const approver = await signedInAs(s.sql, "platform_owner");
  const approved = await api("POST", `/plans/${second}/approve`, {
    token: approver.token,
    body: { reason: "As agreed." },
  });
  strictEqual(approved.status, 200, JSON.stringify(approved.body));
  const merged = await w.merge("a", { REVIEWED_PLAN: second });
  strictEqual(merged.code, 0, merged.summary);
  match(merged.summary, new RegExp(`\\| Plan \\| \`${second}\``));
  strictEqual(await countOurs(s, "project.task"), 1);
});
