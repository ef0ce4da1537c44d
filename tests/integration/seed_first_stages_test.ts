import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readProject, readTask } from "./support/records.ts";
import { scenario } from "./support/scenarios.ts";

scenario(
  "a new project begins with its binding's stages, and people have the say later on",
  async (s) => {
    const bot = await s.bot();
    const board = ["Open", "Doing", "Closed"].map((name) => s.ref(name));
    const [open, , closed] = board;
    await s.bind({ new_project_stages: board, folded_stages: [closed] });
    const [first, second] = [await s.project("first"), await s.project("second")];
    const task = await s.task("task", first, { stage_name: open });
    strictEqual((await s.seed()).status, 200);
    deepStrictEqual((await readProject(s, first))!.stages.toSorted(), board.toSorted());
    deepStrictEqual((await readProject(s, second))!.stages.toSorted(), board.toSorted());
    strictEqual((await readTask(s, task))!.stage, open);

    const domain = [["name", "in", board]];
    const fields = ["name", "fold", "user_id", "project_ids"];
    const stages = await bot.searchRead("project.task.type", { domain, fields, order: "sequence" });
    deepStrictEqual(
      stages.map(({ name, fold, user_id }) => [name, fold, user_id]),
      board.map((name) => [name, name === closed, false]),
      "each is made once, in order, and is nobody's own",
    );

    const { id } = (await readProject(s, first))!;
    await bot.write("project.project", [id], { type_ids: [[3, Number(stages[1]!.id)]] });
    await s.updateProject(first, { name: "Renamed" });
    strictEqual((await s.seed()).status, 200);
    deepStrictEqual((await readProject(s, first))!.stages.toSorted(), [open, closed].toSorted());
  },
);

scenario("a project whose seeds name no stage has a board all the same", async (s) => {
  await s.sql`
    update ops.odoo_bindings set new_project_stages = default where name = ${s.binding}`;
  const project = await s.project("plain");
  await s.task("task", project);
  strictEqual((await s.seed()).status, 200);
  const { stages } = (await readProject(s, project))!;
  deepStrictEqual(stages.toSorted(), ["Done", "In Progress", "To Do"]);
});
