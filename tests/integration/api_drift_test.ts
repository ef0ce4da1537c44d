import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { asked, followed, peopleOf, refused } from "./support/asked.ts";
import { signedIn } from "./support/people.ts";
import { readTask } from "./support/records.ts";
import { stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

scenario("drift is found, muted, accepted, and gone", async (s) => {
  const { manager, viewer } = await peopleOf(s);
  const stranger = await signedIn("stranger");
  const project = await s.project("close");
  const [task, other] = [await s.task("one", project), await s.task("two", project)];
  strictEqual((await s.seed()).status, 200);
  const person = await s.as(stack.odoo.logins.projectManager);
  for (const ref of [task, other]) {
    await person.write("project.task", [(await readTask(s, ref))!.id], { name: "Theirs" });
  }
  const begun = await asked(manager, "POST", "/runs", {
    body: { type: "shadow", binding: s.binding },
  });
  deepStrictEqual((await followed(manager, begun)).counts, { name: 2 });
  const inbox = await asked(viewer, "GET", `/drift?kind=name&ref=${task}`);
  const [item] = inbox.body.items;
  deepStrictEqual([item.actual, item.expected, item.project, item.tenant], [
    "Theirs",
    "one",
    project,
    s.id,
  ]);
  ok(item.changed_by && item.changed_at && inbox.body.as_of);
  const mine = `/tenants/${s.id}/drift`;
  strictEqual((await asked(viewer, "GET", mine, { at: "/tenants/{tenant}/drift" })).body.total, 2);
  strictEqual((await asked(stranger, "GET", "/drift")).body.total, 0);
  const since = encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString());
  const summary = await asked(viewer, "GET", `/drift/summary?since=${since}`);
  deepStrictEqual([summary.body.newly, summary.body.bindings[0].stale], [2, false]);

  const mute = { binding: s.binding, ref: other, reason: "Agreed.", until: "2035-01-01T00:00:00Z" };
  await refused(viewer, "POST", "/drift/mutes", mute, [403, "forbidden"]);
  await refused(manager, "POST", "/drift/mutes", { ...mute, until: "2000-01-01T00:00:00Z" }, [
    400,
    "invalid_request",
  ]);
  const muted = await asked(manager, "POST", "/drift/mutes", { body: mute });
  strictEqual((await asked(viewer, "GET", "/drift")).body.total, 1);
  strictEqual((await asked(viewer, "GET", "/drift/mutes")).body.total, 1);
  const path = `/drift/mutes/${muted.body.id}`;
  await refused(viewer, "DELETE", path, undefined, [403, "forbidden"]);
  await refused(stranger, "DELETE", path, undefined, [404, "not_found"]);
  await asked(manager, "DELETE", path, { at: "/drift/mutes/{id}" });

  const items = { items: [item.id] };
  await refused(viewer, "POST", "/drift/accept", items, [403, "forbidden"]);
  await refused(stranger, "POST", "/drift/accept", items, [404, "not_found"]);
  const accepted = await asked(manager, "POST", "/drift/accept", { body: items });
  deepStrictEqual(accepted.body.accepted[0].to, "Theirs");
  strictEqual((await asked(viewer, "GET", "/drift")).body.items[0].ref, other);
  await s.task("three", project);
  strictEqual((await s.shadow()).status, 200);
  const [untried] = (await asked(viewer, "GET", "/drift?kind=untried")).body.items;
  await refused(manager, "POST", "/drift/accept", { items: [untried.id] }, [422, "accept_refused"]);
  strictEqual((await s.seed()).status, 200);
  strictEqual((await asked(viewer, "GET", "/drift")).body.total, 0);
});
