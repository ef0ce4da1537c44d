import { match, strictEqual } from "node:assert/strict";
import { make, projectByHand } from "./support/made_by_hand.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { scenario } from "./support/scenarios.ts";

scenario(
  "seed import writes what people made in Odoo as a file that changes nothing",
  async (s) => {
    const { token } = await signedInAs(s.sql, "platform_owner");
    const { bot, project } = await projectByHand(s, s.ref("By hand"));
    await make(bot, "project.task", { name: "Reconcile", project_id: project, user_ids: [] });
    await using folder = await folderOf({});
    const file = folder.at("close.yaml");
    const names = ["--ref", s.ref("P"), "--program", s.ref("G"), "--binding", s.binding];
    const taken = await ocp(token, "seed", "import", String(project), ...names, "--out", file);
    strictEqual(taken.code, 0, taken.err);
    match(await Deno.readTextFile(file), /tasks:\n.*ref: .*-001\n.*name: Reconcile\n/);
    match((await ocp(token, "seed", "load", file)).err, /0 created, 0 changed, 0 archived, 3 unch/);
    const none = await ocp(token, "seed", "import", "No such project", ...names);
    strictEqual(none.code, 1);
    match(none.err, /No such project/);
  },
);
