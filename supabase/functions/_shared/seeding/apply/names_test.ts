import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ensureNames } from "./names.ts";
import { FakeClient } from "../session/fake_client.ts";
import { planRow, sessionOf } from "../session/fake_run.ts";

/** Odoo with the projects p1 (1) and p2 (2), and what the session knows of it. */
function opened() {
  const odoo = new FakeClient();
  const session = sessionOf(odoo);
  for (const id of [1, 2]) {
    odoo.put("project.project", id, { name: `p${id}` });
    session.names.learnRef("project.project", id, `p${id}`);
  }
  const values = (model: string) => [...odoo.table(model).values()];
  return { odoo, session, values };
}

const tagRow = (...tags: string[]) => planRow({ tags });
const row = (project: string, to: Record<string, unknown>) => planRow(to, { project_ref: project });

Deno.test("ensureNames() makes each missing tag once", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.tags", 5, { name: "close" });
  session.names.learnTag(5, "close");
  await ensureNames(session, [tagRow("close", "ledger"), tagRow("ledger", "audit"), planRow({})]);
  deepStrictEqual(values("project.tags"), [
    { name: "close" },
    { name: "ledger" },
    { name: "audit" },
  ]);
  deepStrictEqual(
    ["close", "ledger", "audit"].map((tag) => session.names.tags.id(tag)),
    [5, 6, 7],
  );
});

Deno.test("ensureNames() takes the tag that somebody made meanwhile, and makes the others", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.tags", 5, { name: "ledger" });
  odoo.refuses = (model, { name }) =>
    model === "project.tags" && values(model).some((tag) => tag.name === name);
  await ensureNames(session, [tagRow("ledger", "audit")]);
  deepStrictEqual(values("project.tags"), [{ name: "ledger" }, { name: "audit" }]);
  deepStrictEqual(["ledger", "audit"].map((tag) => session.names.tags.id(tag)), [5, 6]);
});

Deno.test("ensureNames() takes a tag, a stage and a milestone that are spelled with other spaces", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.tags", 5, { name: "ledger\t" });
  odoo.put("project.milestone", 3, { name: " Books  closed", project_id: 1 });
  session.names.learnStage(7, "Done ");
  session.names.linkStage(7, "Done ", [1]);
  const changes = { tags: ["ledger"], stage: "Done", milestone: "Books closed" };
  await ensureNames(session, [row("p1", changes)]);
  deepStrictEqual(values("project.tags"), [{ name: "ledger\t" }]);
  deepStrictEqual(values("project.task.type"), []);
  deepStrictEqual(values("project.milestone").length, 1);
  deepStrictEqual([session.names.tags.id("ledger"), session.names.stagesOf(1).id("Done")], [5, 7]);
});

Deno.test("ensureNames() makes all names but the one that Odoo refuses", async () => {
  const { odoo, session, values } = opened();
  odoo.refuses = (_model, { name }) => name === "bad";
  await ensureNames(session, [
    tagRow("audit", "bad", "ledger"),
    ...["Open", "bad", "Done"].map((stage) => row("p1", { stage })),
  ]);
  deepStrictEqual(values("project.tags").map(({ name }) => name), ["audit", "ledger"]);
  deepStrictEqual(values("project.task.type").map(({ name }) => name), ["Open", "Done"]);
  const ids = (name: string) => [session.names.tags.id(name), session.names.stagesOf(1).id(name)];
  deepStrictEqual([ids("bad"), ids("ledger")[0], ids("Done")[1]], [[undefined, undefined], 2, 2]);
});

Deno.test("ensureNames() makes one stage for all projects that miss it, never a personal one", async () => {
  const { session, values } = opened();
  await ensureNames(session, [
    row("p1", { stage: "Done" }),
    row("p2", { stage: "Done" }),
    row("p1", { stage: "Done" }),
    row("p1", { stage: null }),
    row("p9", { stage: "Nowhere" }),
  ]);
  const stages = values("project.task.type");
  deepStrictEqual(stages.map(({ name, project_ids }) => [name, project_ids]), [
    ["Done", [[6, 0, [1, 2]]]],
  ]);
  deepStrictEqual([1, 2].map((project) => session.names.stagesOf(project).id("Done")), [1, 1]);
});

Deno.test("ensureNames() links a shared stage to the project that misses it", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.task.type", 7, { name: "Done", project_ids: [1] });
  session.names.learnStage(7, "Done");
  session.names.linkStage(7, "Done", [1]);
  await ensureNames(session, [row("p1", { stage: "Done" }), row("p2", { stage: "Done" })]);
  deepStrictEqual(values("project.task.type"), [{ name: "Done", project_ids: [[4, 2]] }]);
  strictEqual(session.names.stagesOf(2).id("Done"), 7);
});

Deno.test("ensureNames() makes a milestone in each project that misses it, and shows them there", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.milestone", 3, { name: "Books closed", project_id: 1 });
  await ensureNames(session, [
    row("p1", { milestone: "Books closed" }),
    row("p2", { milestone: "Books closed" }),
    row("p2", { milestone: "Books closed" }),
    row("p1", { milestone: null }),
  ]);
  deepStrictEqual(values("project.milestone").map(({ project_id }) => project_id), [1, 2]);
  deepStrictEqual(
    [1, 2].map((project) => session.names.milestonesOf(project).id("Books closed")),
    [3, 4],
  );
  deepStrictEqual(values("project.project"), [
    { name: "p1" },
    { name: "p2", allow_milestones: true },
  ]);
});

Deno.test("ensureNames() asks Odoo for nothing when nothing is missing", async () => {
  const { odoo, session } = opened();
  session.names.learnTag(5, "close");
  session.names.linkStage(7, "Done", [1]);
  await ensureNames(session, [row("p1", { tags: ["close"], stage: "Done", name: "N" })]);
  strictEqual(odoo.callCount, 0);
});

Deno.test("ensureNames() finds names that were made although the answers were lost", async () => {
  const { odoo, session, values } = opened();
  odoo.put("project.milestone", 9, { name: "Go-live", project_id: 2 });
  odoo.creates.push("lost", "lost");
  const goLive = row("p1", { milestone: "Go-live", tags: ["close", "ledger"] });
  await ensureNames(session, [goLive]);
  deepStrictEqual(values("project.tags"), [{ name: "close" }, { name: "ledger" }]);
  deepStrictEqual(["close", "ledger"].map((tag) => session.names.tags.id(tag)), [1, 2]);
  deepStrictEqual(values("project.milestone").map(({ project_id }) => project_id), [2, 1]);
  strictEqual(session.names.milestonesOf(1).id("Go-live"), 10);
});
