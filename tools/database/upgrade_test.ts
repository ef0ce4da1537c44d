import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { root } from "../../stack/paths.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { filesBelow } from "../../tests/files.ts";
import { runPgtap } from "../../tests/pgtap.ts";
import { withScratchServer } from "./scratch.ts";
import { migrationFiles, type SqlFile } from "./sources.ts";
import { tablesWithoutRows, upgradeFaults } from "./upgrade.ts";

const tests = join(root, "supabase/tests");

async function files(paths: string[]): Promise<SqlFile[]> {
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await Deno.readTextFile(path) })),
  );
}

/** Seeds, their example, fixtures, and what those leave empty. */
async function rows(): Promise<SqlFile[]> {
  return [
    { path: "pgtap", text: "create extension pgtap with schema extensions" },
    ...await files([
      ...await filesBelow(join(root, "supabase/seeds"), ".sql"),
      join(tests, "000_fixtures_test.sql"),
      join(tests, "001_control_fixtures_test.sql"),
      join(root, "tools/database/upgrade_rows.sql"),
    ]),
  ];
}

const good: SqlFile = {
  path: "a good migration",
  text: "alter table odoo_seed.tasks add column priority int not null default 1",
};
const bad: [text: string, fault: RegExp][] = [
  ["alter table odoo_seed.tasks add column priority int not null", /contains null values/],
  ["alter table control.tenants add constraint c check (slug = 'x')", /violated by some row/],
  ["delete from odoo_seed.drift_mutes", /drift_mutes lost 1 of 1 rows/],
];

Deno.test("a database in use is moved up by the migrations that come later", async (t) => {
  const [baseline, ...later] = await migrationFiles();
  await withScratchServer(terminalProgress(), async (make) => {
    const used = await make("used", [baseline!, ...await rows()]);
    await t.step("every table has a row", async () => {
      deepEqual(await tablesWithoutRows(used), []);
    });
    for (const [text, fault] of bad) {
      await t.step(`not by one that does: ${text}`, async () => {
        const url = await make("upgraded", [], "used");
        match((await upgradeFaults(url, [{ path: "a bad migration", text }])).join(), fault);
      });
    }
    await t.step("a table without a row is named", async () => {
      const empty = { path: "empty", text: "truncate odoo_seed.drift_mutes" };
      deepEqual(await tablesWithoutRows(await make("emptied", [empty], "used")), [
        "odoo_seed.drift_mutes",
      ]);
    });
    // Not a copy: that has no settings of its database.
    await t.step("by all of them, and pgTAP passes afterwards", async () => {
      deepEqual(await upgradeFaults(used, [...later, good]), []);
      const said: string[] = [];
      const files = (await filesBelow(tests, ".sql")).filter(isToPass(later));
      const { failed, passed } = await runPgtap(files, used, (line) => said.push(line));
      equal(failed, 0, said.filter((line) => !line.startsWith("✓")).join("\n"));
      ok(passed > 100, `${passed} passed`);
    });
  });
});

/** Where there is no migration but the baseline, a few files of pgTAP: all of them pass on it anyway. */
function isToPass(later: SqlFile[]): (file: string) => boolean {
  const few = /_fixtures_|planned_steps|plan_run|seed_constraints|open_operation|backups/;
  return (file) => later.length > 0 || few.test(file);
}
