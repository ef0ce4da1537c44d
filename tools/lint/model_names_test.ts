import { deepStrictEqual } from "node:assert/strict";
import { relative } from "node:path";
import { root } from "../../stack/paths.ts";
import { filesBelow } from "../../tests/files.ts";

const functions = `${root}/supabase/functions`;
/** Where models have their names: all that is said of one stands here. */
const mappings = ["models.ts", "project_mapping.ts", "task_mapping.ts"]
  .map((name) => `_shared/odoo/${name}`);

/** Who still names one, until models are rows. This list gets shorter, and never longer. */
const typed = [
  "_shared/database/runs.ts",
  "_shared/database/shadow.ts",
  "_shared/odoo/names.ts",
  "_shared/odoo/tenant/bot.ts",
  "_shared/seeding/adopt/adopt.ts",
  "_shared/seeding/adopt/adopt_body.ts",
  "_shared/seeding/adopt/candidates.ts",
  "_shared/seeding/adopt/import.ts",
  "_shared/seeding/adopt/import_project.ts",
  "_shared/seeding/apply/names.ts",
  "_shared/seeding/apply/page.ts",
  "_shared/seeding/apply/projects.ts",
  "_shared/seeding/apply/tasks.ts",
  "_shared/seeding/observe/digests.ts",
  "_shared/seeding/observe/due.ts",
  "_shared/seeding/observe/full.ts",
  "_shared/seeding/observe/observe.ts",
  "_shared/seeding/observe/set_apart.ts",
  "_shared/seeding/session/bulk_tasks.ts",
  "_shared/seeding/session/followers.ts",
  "_shared/seeding/session/ref_fields.ts",
  "seed-odoo-finance/request.ts",
];

const named = /["`]project\.(project|task)(?![.\w])/;
const isOurs = (path: string) =>
  !/_test\.ts$|\/fake_|\/testdata\//.test(path) && !mappings.includes(path);

Deno.test("nothing new names a model of Odoo outside of the mappings", async () => {
  const paths = (await filesBelow(functions, ".ts"))
    .map((path) => relative(functions, path)).filter(isOurs);
  const sources = await Promise.all(
    paths.map((path) => Deno.readTextFile(`${functions}/${path}`)),
  );
  deepStrictEqual(paths.filter((_, index) => named.test(sources[index]!)), typed);
});
