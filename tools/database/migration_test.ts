import { deepEqual, equal, match } from "node:assert/strict";
import { terminalProgress } from "../../stack/progress.ts";
import { differences } from "./differences.ts";
import { factsAt } from "./gate.ts";
import { migrationText } from "./migration_text.ts";
import { withScratchServer } from "./scratch.ts";
import { schemaFiles, type SqlFile } from "./sources.ts";

const addition: SqlFile = {
  path: "priority",
  text: `
    alter table odoo_seed.tasks add column priority int
      constraint priority_must_be_positive check (priority > 0);
    comment on column odoo_seed.tasks.priority is 'The first is 1.';
    create function odoo_seed.is_urgent(p_priority int)
    returns boolean
    language sql
    immutable
    set search_path = ''
    as $$ select p_priority = 1 $$;
    revoke execute on function odoo_seed.is_urgent from public;
    grant execute on function odoo_seed.is_urgent to service_role;
    create policy "people read tasks" on odoo_seed.tasks for select to authenticated using (true);
    grant select on odoo_seed.tasks to authenticated;`,
};
/** No tool can say these. */
const rows: SqlFile = {
  path: "rows",
  text: `
    select cron.schedule('odoo-seed-count', '1 0 * * *', 'select 1');
    update control.operation_kinds set needs_approval = true where kind = 'backup';`,
};

Deno.test("migrationText() makes of the migrations' database that of the schemas", async () => {
  await withScratchServer(terminalProgress(), async (make) => {
    const before = await schemaFiles();
    const after = [...before, addition, rows];
    const text = (await migrationText(make, after, before, "Tasks have a priority."))!;
    match(text, /^-- Tasks have a priority\.\nset lock_timeout = .*\nset statement_timeout = /);
    match(text, /^-- row of cron\.job: .*odoo-seed-count.*: the schemas alone$/m);
    match(text, /^-- row of control\.operation_kinds: .*"backup".*: the migrations alone$/m);
    const migrated = await make("migrated", [...before, { path: "the migration", text }, rows]);
    const [now, wanted] = [
      await factsAt(migrated),
      await factsAt(await make("wanted", after)),
    ];
    deepEqual(differences({ here: ["now", now], there: ["wanted", wanted] }), []);
    const few = before.slice(0, 5);
    equal(await migrationText(make, few, few, "Nothing."), undefined);
  });
});
