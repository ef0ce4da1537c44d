/** Each kind of thing that a database can say is found to be unlike when it alone is. */
import { deepEqual, equal } from "node:assert/strict";
import { terminalProgress } from "../../stack/progress.ts";
import { differences } from "./differences.ts";
import { factsAt } from "./gate.ts";
import { withScratchServer } from "./scratch.ts";
import { schemaFiles, type SqlFile } from "./sources.ts";

const changes: [change: string, found: RegExp][] = [
  ["create table ops.t (id int)", /^table ops\.t: .* alone/],
  ["alter table odoo_seed.tasks add column priority int", /^column odoo_seed\.tasks\.priority/],
  [
    "alter table odoo_seed.tasks alter sequence set default 1",
    /^column odoo_seed\.tasks\.sequence/,
  ],
  [
    "alter table odoo_seed.tasks alter stage_name set not null",
    /^column odoo_seed\.tasks\.stage_name/,
  ],
  [
    "alter table odoo_seed.tasks drop constraint name_must_not_be_empty",
    /^constraint odoo_seed\.tasks\./,
  ],
  ["alter table odoo_seed.tasks disable row level security", /^table odoo_seed\.tasks/],
  ["alter table odoo_seed.tasks set (autovacuum_enabled = off)", /^table odoo_seed\.tasks/],
  ["alter table ops.work set (toast.autovacuum_enabled = off)", /^table ops\.work/],
  [
    "alter table odoo_seed.tasks disable trigger note_insert",
    /^trigger odoo_seed\.tasks\.note_insert/,
  ],
  ["create index on odoo_seed.tasks (name)", /^index odoo_seed\.tasks_name_idx/],
  [
    "create statistics odoo_seed.s on name, active from odoo_seed.tasks",
    /^statistics odoo_seed\.s/,
  ],
  ["create policy p on odoo_seed.tasks to anon using (true)", /^policy odoo_seed\.tasks\.p/],
  [
    "create or replace view ops.v_call_faults with (security_invoker = off) as select distinct on (path) path, called_at, null::text as detail, null::text as suggestion from ops.function_calls",
    /^view ops\.v_call_faults/,
  ],
  ["alter function ops.quoted(text) set jit = off", /^function ops\.quoted\(text\)/],
  [
    "grant create on schema ops to anon; alter function ops.quoted(text) owner to anon",
    /^grants of a function ops\.quoted.*owner anon/,
  ],
  [
    "grant execute on function ops.all_quoted(text[]) to anon",
    /^grants of a function ops\.all_quoted/,
  ],
  ["grant select on ops.odoo_bindings to anon", /^grants of a relation ops\.odoo_bindings/],
  [
    "grant select (name) on ops.odoo_bindings to anon",
    /^grants of a column ops\.odoo_bindings\.name/,
  ],
  ["grant usage on schema ops to anon", /^grants of a schema ops/],
  [
    "alter default privileges in schema ops grant select on tables to anon",
    /^grants of a default privileges/,
  ],
  ["comment on function ops.quoted(text) is 'x'", /^comment function ops\.quoted/],
  ["comment on column ops.odoo_bindings.name is null", /^comment .*ops\.odoo_bindings\.name/],
  [
    "alter domain control.slug add constraint c check (value <> 'x')",
    /^constraint control\.slug\.c/,
  ],
  ["create type ops.colour as enum ('red')", /^type ops\.colour/],
  [
    "alter sequence ops.reconcile_faults_id_seq increment 2",
    /^sequence ops\.reconcile_faults_id_seq/,
  ],
  [
    "select cron.schedule('ops-tick', '11 seconds', 'select ops.tick()')",
    /^row of cron\.job/,
  ],
  [
    "update control.operation_kinds set runbook = 'docs/runbooks/queue.md' where kind = 'purge'",
    /^row of control\.operation_kinds/,
  ],
  ["select vault.create_secret('x', 'a_secret')", /^secret a_secret/],
  ["alter database changed set work_mem = '5MB'", /^setting everybody here/],
  ["alter role anon set work_mem = '5MB'", /^setting anon/],
  ["create role a_role", /^role a_role: .* alone/],
  ["grant anon to authenticated", /^role authenticated: .*member of anon/],
];

Deno.test("databaseFacts() finds every kind of change, and none between equals", async () => {
  await withScratchServer(terminalProgress(), async (make) => {
    await make("plain", await schemaFiles());
    // A copy has no settings of its database, so that both are one.
    const before = await factsAt(await make("before", [], "plain"));
    const unlike = async (files: SqlFile[]) => {
      const after = await factsAt(await make("changed", files, "plain"));
      return differences({ here: ["before", before], there: ["after", after] });
    };
    deepEqual(await unlike([]), []);
    const lines = await unlike(changes.map(([text]) => ({ path: text, text })));
    for (const [change, found] of changes) {
      equal(lines.some((line) => found.test(line)), true, change);
    }
  });
});
