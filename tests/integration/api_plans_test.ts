import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { asked, followed, peopleOf, refused } from "./support/asked.ts";
import type { Person } from "./support/people.ts";
import { readTask } from "./support/records.ts";
import type { Scenario } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

async function planOf(s: Scenario, person: Person): Promise<string> {
  const made = await asked(person, "POST", "/plans", { body: { binding: s.binding } });
  strictEqual((await followed(person, made)).status, "ready");
  return made.body.id;
}

scenario("a plan is made, approved by somebody else, and applied in part", async (s) => {
  const { owner, manager, viewer } = await peopleOf(s);
  const project = await s.project("close");
  const [one, two] = [await s.task("one", project), await s.task("two", project)];
  await s.bind({ plans_need_approval: true });
  const id = await planOf(s, manager);
  const at = (path: string) => ({ at: `/plans/{id}${path}` });
  const plan = `/plans/${id}`;
  deepStrictEqual((await asked(viewer, "GET", "/plans")).body.total, 0);
  deepStrictEqual((await asked(manager, "GET", "/plans?status=ready")).body.items[0].id, id);
  const actions = await asked(
    manager,
    "GET",
    `${plan}/actions?action=create&limit=2`,
    at("/actions"),
  );
  deepStrictEqual([actions.body.total, actions.body.items[0].ref], [3, project]);

  const seeding = { type: "seed", binding: s.binding };
  for (const [path, body] of [["/runs", seeding], [`${plan}/apply`, {}]] as const) {
    match(
      (await refused(manager, "POST", path, body, [409, "plan_not_approved"])).detail,
      /approved/,
    );
  }
  strictEqual((await s.seed()).code, "plan_not_approved");
  const reason = { reason: "As agreed." };
  await refused(manager, "POST", `${plan}/approve`, reason, [403, "forbidden"]);
  await refused(viewer, "POST", `${plan}/approve`, reason, [404, "not_found"]);
  await refused(owner, "POST", `${plan}/approve`, { reason: " " }, [400, "invalid_request"]);
  const approved = await asked(owner, "POST", `${plan}/approve`, {
    ...at("/approve"),
    body: reason,
  });
  deepStrictEqual([approved.body.status, approved.body.decided_by], ["approved", owner.email]);

  const none = { refs: ["none"] };
  await refused(manager, "POST", `${plan}/apply`, none, [400, "invalid_request"]);
  const part = { refs: [project, one] };
  const begun = await asked(manager, "POST", `${plan}/apply`, { ...at("/apply"), body: part });
  strictEqual(begun.headers.get("location"), `/functions/v1/api/runs/${begun.body.id}`);
  const run = await followed(manager, begun);
  deepStrictEqual([run.status, run.plan, run.counts], ["success", id, { create: 2 }]);
  deepStrictEqual([(await readTask(s, one))?.name, await readTask(s, two)], ["one", undefined]);
  const shown = await asked(manager, "GET", plan, at(""));
  deepStrictEqual([shown.body.status, shown.body.runs[0].id], ["applied", run.id]);

  const stale = await refused(manager, "POST", `${plan}/apply`, {}, [409, "plan_stale"]);
  deepStrictEqual(stale.changes.records.map(({ ref, now }: never) => [ref, now]), [
    [project, null],
    [one, null],
  ]);
});

scenario("what Odoo has come to hold in between makes a plan stale", async (s) => {
  const { owner, manager } = await peopleOf(s);
  const project = await s.project("close");
  const task = await s.task("one", project);
  strictEqual((await s.seed()).status, 200);
  await s.updateTask(task, { name: "Ours" });
  const id = await planOf(s, manager);
  const { id: record } = (await readTask(s, task))!;
  await (await s.bot()).write("project.task", [record], { name: "Theirs" });
  const begun = await asked(manager, "POST", `/plans/${id}/apply`, {
    at: "/plans/{id}/apply",
    body: {},
  });
  const run = await followed(manager, begun);
  deepStrictEqual([run.status, run.error.code], ["failed", "plan_stale"]);
  deepStrictEqual(run.error.changes.records[0].now.changes.name, { from: "Theirs", to: "Ours" });
  strictEqual((await readTask(s, task))?.name, "Theirs");

  const next = await planOf(s, manager);
  const refuse = { at: "/plans/{id}/refuse", body: { reason: "Theirs is better." } };
  strictEqual((await asked(owner, "POST", `/plans/${next}/refuse`, refuse)).body.status, "refused");
  await refused(manager, "POST", `/plans/${next}/apply`, {}, [409, "plan_not_approved"]);
  await refused(owner, "POST", `/plans/${next}/approve`, { reason: "No." }, [
    409,
    "run_status_refused",
  ]);
});
