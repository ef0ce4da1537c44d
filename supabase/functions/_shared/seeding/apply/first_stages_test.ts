import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { applyProjects } from "./projects.ts";
import { FakeClient } from "../session/fake_client.ts";
import { Ledger, planRow, runWith, sessionOf } from "../session/fake_run.ts";
import { Outcome } from "./outcome.ts";

const stage = "project.task.type";
const board = [{ name: "To Do", folded: false }, { name: "Done", folded: true }];

/** Creates projects in an Odoo with this session; returns their stages. */
async function born(odoo: FakeClient, session: ReturnType<typeof sessionOf>, ...refs: string[]) {
  const rows = refs.map((external_ref) =>
    planRow({ name: external_ref }, {
      ...{ model: "project.project", external_ref, project_ref: external_ref },
      ...{ odoo_id: null, action: "create" },
    })
  );
  await applyProjects(runWith(new Ledger()), session, rows, new Outcome());
  return refs.map((ref) =>
    odoo.table("project.project").get(session.names.projects.id(ref)!)!.type_ids
  );
}

Deno.test("new projects begin with the binding's stages, of which each is made once", async () => {
  const odoo = new FakeClient();
  const session = { ...sessionOf(odoo), firstStages: board };
  deepStrictEqual(await born(odoo, session, "a", "b"), [[[6, 0, [1, 2]]], [[6, 0, [1, 2]]]]);
  deepStrictEqual([...odoo.table(stage).values()], [
    { name: "To Do", fold: false, sequence: 0, user_id: false },
    { name: "Done", fold: true, sequence: 1001, user_id: false },
  ]);
  deepStrictEqual(await born(odoo, session, "c"), [[[6, 0, [1, 2]]]]);
  strictEqual(odoo.table(stage).size, 2);
  const project = session.names.projects.id("a")!;
  strictEqual(session.names.stagesOf(project).id("Done"), 2, "its tasks find them");
});

Deno.test("a stage that Odoo has is shared, however it is spaced", async () => {
  const odoo = new FakeClient();
  const session = { ...sessionOf(odoo), firstStages: board };
  odoo.put(stage, 7, { name: "To  Do " });
  session.names.learnStage(7, "To  Do ");
  deepStrictEqual(await born(odoo, session, "a"), [[[6, 0, [7, 8]]]]);
});

Deno.test("stages whose answer was lost are found again", async () => {
  const odoo = new FakeClient();
  odoo.creates.push("lost");
  const session = { ...sessionOf(odoo), firstStages: board };
  deepStrictEqual(await born(odoo, session, "a"), [[[6, 0, [1, 2]]]]);
  strictEqual(odoo.table(stage).size, 2);
});

Deno.test("a stage that Odoo refuses keeps no project from being made", async () => {
  const odoo = new FakeClient();
  odoo.refuses = (model, { name }) => model === stage && name === "To Do";
  const session = { ...sessionOf(odoo), firstStages: board };
  deepStrictEqual(await born(odoo, session, "a"), [[[6, 0, [1]]]]);
});
