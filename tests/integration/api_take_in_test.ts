import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { asked, peopleOf, refused } from "./support/asked.ts";
import { make, projectByHand } from "./support/made_by_hand.ts";
import { signedInAs } from "./support/people.ts";
import { countOurs } from "./support/records.ts";
import { scenario } from "./support/scenarios.ts";

scenario("seeds are given their records by somebody who signed in, in their name", async (s) => {
  const { manager, viewer } = await peopleOf(s);
  const ref = await s.project("close", { name: s.ref("close") });
  const { bot, project } = await projectByHand(s, ref);
  await make(bot, "project.task", { name: "Twice", project_id: project });
  await make(bot, "project.task", { name: "Twice", project_id: project });
  const [unmatched, twice] = [await s.task("alone", ref), s.ref("twice")];
  await s.sql`
    insert into odoo_seed.tasks (project_external_ref, external_ref, name)
    values (${ref}, ${twice}, 'Twice')`;
  const path = `/bindings/${s.binding}/adopt`;
  const at = { at: "/bindings/{name}/adopt" };
  await refused(viewer, "POST", path, {}, [403, "forbidden"]);
  await refused(manager, "POST", path, { match: {} }, [400, "invalid_request"]);
  const dry = await asked(manager, "POST", path, { ...at, body: { dry_run: true } });
  deepStrictEqual([dry.body.dry_run, dry.body.matched[0].odoo_id], [true, project]);
  strictEqual(await countOurs(s, "project.project"), 0);

  const { body } = await asked(manager, "POST", path, { ...at, body: {} });
  deepStrictEqual(
    [body.matched.map((one: { ref: string }) => one.ref), body.unmatched],
    [[ref], [{ ref: unmatched, model: "project.task" }]],
  );
  deepStrictEqual([body.status, body.ambiguous[0].ref, body.errors[0].code], [
    ...["partial", twice, "ambiguous"],
  ]);
  strictEqual(await countOurs(s, "project.project"), 1);
  const run = await asked(manager, "GET", `/runs/${body.run}`, { at: "/runs/{id}" });
  deepStrictEqual([run.body.type, run.body.status, run.body.requested_by], [
    ...["adopt", "partial", manager.email],
  ]);
});

scenario("a project becomes seeds by somebody who signed in; a repeated import adds", async (s) => {
  const { manager } = await peopleOf(s);
  const owner = await signedInAs(s.sql, "platform_owner");
  const { bot, project } = await projectByHand(s, s.ref("By hand"));
  await make(bot, "project.task", { name: "Reconcile", project_id: project });
  const path = `/bindings/${s.binding}/import`;
  const at = { at: "/bindings/{name}/import" };
  const body = { odoo_project: project, program: { slug: s.ref("G") }, project_ref: s.ref("P") };
  const stranger = await refused(manager, "POST", path, body, [404, "not_found"]);
  match(stranger.suggestion, /platform's people/);
  const made = await asked(owner, "POST", path, { ...at, body });
  deepStrictEqual([made.body.projects, made.body.tasks, made.body.counts], [1, 1, { noop: 2 }]);
  await make(bot, "project.task", { name: "Report", project_id: project });
  const again = await asked(manager, "POST", path, { ...at, body });
  deepStrictEqual([again.body.projects, again.body.tasks, again.body.status], [0, 1, "success"]);
  const none = { ...body, odoo_project: "No such project" };
  const missing = await refused(manager, "POST", path, none, [404, "not_found"]);
  const run = await asked(manager, "GET", `/runs/${missing.run_id}`, { at: "/runs/{id}" });
  deepStrictEqual([run.body.status, run.body.error.code], ["failed", "not_found"]);
});
