-- Plans of files: what a seeding would do if they were stored, and nothing of them is.
begin;
select * from no_plan();
select tests.seed();
select tests.sync();
select tests.drive();
create temporary table run (id uuid);
create function pg_temp.stage(p_rows text) returns void language sql as $$
  delete from odoo_seed.staged_seeds;
  insert into odoo_seed.staged_seeds (upload, line, kind, key, said)
  select '00000000-0000-0000-0000-000000000001', place, r ->> 'kind', r ->> 'external_ref', r - 'kind' from jsonb_array_elements(p_rows::jsonb) with ordinality v (r, place);
  select odoo_seed.note_markdown('00000000-0000-0000-0000-000000000001') $$;
create function pg_temp.open(p_options jsonb default '{"upload": "00000000-0000-0000-0000-000000000001"}') returns uuid language sql as $$
  delete from odoo_seed.sync_runs;
  delete from run;
  insert into run select tests.open_run('default', 'plan', p_options);
  select id from run $$;
create function pg_temp.plan() returns text language plpgsql as $$
begin
  perform odoo_seed.plan_run(id, 1) from run;
  perform odoo_seed.end_run(id, 1, false, 1) from run;
  return (select string_agg(concat_ws(' ', a.action, a.external_ref, a.state), ', ' order by a.external_ref) from odoo_seed.run_actions a join run on a.run_id = run.id);
end
$$;
create function pg_temp.seeds() returns text language sql as $$
  select md5(string_agg(s::text, '' order by s::text)) from (select to_jsonb(t) s from odoo_seed.tasks t union all select to_jsonb(p) from odoo_seed.projects p union all select to_jsonb(c) - 'changed_at' from odoo_seed.change_log c) v $$;
create function pg_temp.changes(p_ref text) returns jsonb language sql as $$ select a.changes from odoo_seed.run_actions a join run on a.run_id = run.id where a.external_ref = p_ref $$;
create temporary table files as select '[
  {"kind": "tasks", "external_ref": "T1", "name": "New one"},
  {"kind": "tasks", "external_ref": "T2", "active": false},
  {"kind": "tasks", "external_ref": "T3", "name": "Three", "project_external_ref": "P", "parent_external_ref": "T1"},
  {"kind": "tasks", "external_ref": "T4", "name": "Four", "project_external_ref": "P", "assignee_email": "nobody@example.com"}
]' as rows;

-- planned, and not stored
select pg_temp.stage(rows) from files;
select pg_temp.open();
create temporary table before as select pg_temp.seeds() as seeds;
select is(pg_temp.plan(), 'update T1 open, archive T2 open, create T3 open, create T4 open', 'the plan is of what is stored and of the files');
select is(pg_temp.changes('T1'), '{"name": {"from": "Task one", "to": "New one"}}', 'with what changes');
select is(pg_temp.seeds(), seeds, 'neither seeds nor the change log have anything of it') from before;
select is((select count(*) from odoo_seed.staged_seeds), 0::bigint, 'what was sent is gone');
select is((select counts from odoo_seed.sync_runs), '{"noop": 1, "create": 2, "update": 1, "archive": 1}', 'it is counted');
select results_eq('select external_ref, field, code from odoo_seed.sync_run_errors', $$ values ('T4', 'assignees', 'unresolved') $$, 'what it cannot do is told');
select is((select status from odoo_seed.sync_runs), 'partial', 'as of any plan');

-- the same plan as of what is stored
create temporary table kept as select id, plan_hash from odoo_seed.sync_runs;
create function pg_temp.store() returns text language plpgsql as $$
begin
  perform pg_temp.stage(rows) from files;
  perform odoo_seed.store_staged('00000000-0000-0000-0000-000000000001');
  delete from odoo_seed.staged_seeds;
  return 'stored';
end
$$;
select is(tests.after($$ select pg_temp.store(); select pg_temp.open('{}'); select pg_temp.plan() $$, 'select plan_hash from odoo_seed.sync_runs'), plan_hash, 'once the files are stored, the plan is the same') from kept;

-- Markdown is planned as what is made of it
select pg_temp.stage('[{"kind": "tasks", "external_ref": "T1", "description": "**new**", "description_format": "markdown"}, {"kind": "tasks", "external_ref": "T2", "description": "plain"}]');
select pg_temp.open();
select is(jsonb_agg(d - 'digest'), '[{"model": "project.task", "description": "**new**", "external_ref": "T1"}]', 'Markdown of files is to be rendered') from run, lateral (select to_jsonb(r) from odoo_seed.staged_to_render(id, 10) r) v (d);
select odoo_seed.store_rendered(id, jsonb_build_array(jsonb_build_object('model', 'project.task', 'external_ref', 'T1', 'digest', md5('**new**'), 'html', '<p><b>new</b></p>'))) from run;
select is_empty('select odoo_seed.staged_to_render(id, 10) from run', 'once');
select is(pg_temp.plan(), 'update T1 open, update T2 open', 'it is planned');
select is(pg_temp.changes('T1') #>> '{description,to}', '<p><b>new</b></p>', 'as its HTML');
select pg_temp.stage(jsonb_agg(jsonb_build_object('kind', 'tasks', 'external_ref', 'R' || n, 'project_external_ref', 'P', 'name', 'R', 'description', repeat('x', 10) || n, 'description_format', 'markdown'))::text) from generate_series(1, 3) n;
select pg_temp.open();
select is((select count(*) from run, lateral odoo_seed.staged_to_render(id, l, b)), e::bigint, format('%s, %s bytes', l, b)) from (values (10, 1000, 3), (2, 1000, 2), (10, 25, 2), (10, 1, 1)) v (l, b, e);

-- files that are gone, and seeds that changed under them
delete from odoo_seed.staged_seeds;
select throws_ok('select pg_temp.plan()', 'OC004', format('Cannot make plan %s: the files that it is of are gone', id), 'files that are gone are not planned as nothing') from run;
select pg_temp.stage('[{"kind": "tasks", "external_ref": "T9", "name": "N", "project_external_ref": "gone"}]');
select pg_temp.open();
select throws_ok('select pg_temp.plan()', 'OC202', null, 'nor files that fit no longer') from run;
update odoo_seed.staged_seeds set at = now() - interval '2 hours';
select odoo_seed.forget_uploads();
select is((select count(*) from odoo_seed.staged_seeds), 0::bigint, 'what was never planned goes by itself');

select * from finish();
rollback;
