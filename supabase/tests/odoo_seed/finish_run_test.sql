-- finish_run() and record_errors(): how a run ended, and what is wrong with each row of its scope.
begin;
select plan(22);
select tests.seed();
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Q', 'Acme');
insert into odoo_seed.tasks (project_external_ref, external_ref, name) values ('Q', 'U1', 'Other');
create temporary table run (id uuid);
create function pg_temp.start(p_type text default 'seed', p_scope jsonb default '{}') returns void language sql as $$
  delete from run;
  insert into run select tests.run('default', p_type, p_scope) $$;
create function pg_temp.fail(p_model text, p_ref text, p_message text) returns void language sql as $$
  select odoo_seed.record_errors(id, jsonb_build_array(jsonb_build_object('model', p_model, 'external_ref', p_ref,
    'field', 'name', 'code', 'unwritable', 'message', p_message))) from run $$;
create function pg_temp.finish_as(p_status text) returns void language sql as
  $$ select odoo_seed.finish_run(id, p_status, 1, 2, '{"create": 3}', 4, null) from run $$;
create function pg_temp.errors() returns text language sql as $$
  select string_agg(ref || ': ' || sync_error, ', ' order by ref) from (
    select external_ref as ref, sync_error from odoo_seed.projects union all select external_ref, sync_error from odoo_seed.tasks) seeds $$;

select pg_temp.start();
select pg_temp.fail('project.task', 'T1', 'Cannot one.');
select results_eq('select run_id, model, external_ref, field, code, message from odoo_seed.sync_run_errors',
  $$ select id, 'project.task', 'T1', 'name', 'unwritable', 'Cannot one.' from run $$, 'an error is kept with its run');
select lives_ok($$ select odoo_seed.record_errors(id, '[]') from run $$, 'no errors are fine');
select pg_temp.fail('project.task', 'T1', 'Cannot two.'), pg_temp.fail('project.project', 'P', 'Cannot three.');
select is(pg_temp.errors(), null, 'seeds hear of it when the run ends');
select pg_temp.finish_as('partial');
select results_eq('select status, projects_synced, tasks_synced, counts, rpc_count, error, finished_at is not null from odoo_seed.sync_runs',
  $$ values ('partial', 1, 2, '{"create": 3}'::jsonb, 4, null::jsonb, true) $$, 'the outcome is kept with the run');
select is(pg_temp.errors(), 'P: Cannot three., T1: Cannot one.; Cannot two.', 'each seed has all its errors beside it');
select throws_ok($$ select pg_temp.finish_as('success') $$, 'OC002', null, 'a run finishes once');
select lives_ok('select pg_temp.start()', 'and gives the lease back');

-- the next run
select pg_temp.fail('project.task', 'T2', 'Cannot four.');
select pg_temp.finish_as('partial');
select is(pg_temp.errors(), 'T2: Cannot four.', 'errors of an earlier run are cleared, those of the last are there');

-- scope
update odoo_seed.tasks set sync_error = 'old';
update odoo_seed.projects set sync_error = 'old';
select pg_temp.start('seed', '{"projects": ["Q"]}');
select pg_temp.finish_as('success');
select is(pg_temp.errors(), 'P: old, T1: old, T2: old', 'a run clears what is in its scope only');
select pg_temp.start('seed', '{"program": "close"}');
select pg_temp.fail('project.task', 'T1', 'new');
select pg_temp.finish_as('partial');
select is(pg_temp.errors(), 'T1: new', 'by programme as well');
update odoo_seed.tasks set sync_error = 'old' where external_ref = 'U1';
select tests.add_binding('b', 'b');
update odoo_seed.projects set account_slug = 'b' where external_ref = 'Q';
select pg_temp.start();
select pg_temp.finish_as('success');
select is(pg_temp.errors(), 'U1: old', 'another binding''s errors stay');

-- runs that did not bring anything across
update odoo_seed.tasks set sync_error = 'old';
select pg_temp.start('shadow');
select pg_temp.finish_as('success');
select is(pg_temp.errors(), 'T1: old, T2: old, U1: old', 'a shadow run clears no errors');
select pg_temp.start('plan');
select pg_temp.fail('project.task', 'T1', 'planned');
select pg_temp.finish_as('partial');
select is(pg_temp.errors(), 'T1: old, T2: old, U1: old', 'a dry run neither clears nor sets any');
select pg_temp.start();
select pg_temp.fail('project.task', 'T1', 'broken');
select odoo_seed.finish_run(id, 'failed', null, null, null, 1, '{"code": "odoo_unreachable"}') from run;
select is(pg_temp.errors(), 'T1: old, T2: old, U1: old', 'nor does a run that failed as a whole');
select results_eq('select status, error from odoo_seed.sync_runs where id = (select id from run)', $$ values ('failed', '{"code": "odoo_unreachable"}'::jsonb) $$,
  'whose problem is kept');
create temporary table before as select external_ref, ctid as place from odoo_seed.tasks;
select pg_temp.start();
select pg_temp.fail('project.task', 'T1', 'old');
select pg_temp.finish_as('partial');
select results_eq($$ select external_ref::text, t.ctid = place from odoo_seed.tasks t join before using (external_ref) order by 1 $$,
  $$ values ('T1', true), ('T2', false), ('U1', true) $$, 'an error that stays the same is not written again');

-- what cannot be an outcome
select pg_temp.start();
select throws_matching($$ select pg_temp.finish_as('done') $$, 'status_must_be_known', 'an unknown outcome is refused');
select throws_matching($$ select pg_temp.finish_as('running') $$, 'only_running_runs_are_unfinished', 'a finished run is not running');
select throws_matching($$ update odoo_seed.sync_runs set status = 'success' where id = (select id from run) $$, 'only_running_runs_are_unfinished', 'nor is an unfinished one anything else');
select throws_ok($$ select odoo_seed.record_errors(gen_random_uuid(), '[{"model": "m", "external_ref": "r", "code": "c", "message": "m"}]') $$, '23503', null, 'an error belongs to a run');
delete from odoo_seed.sync_runs;
select is_empty('select * from odoo_seed.sync_run_errors', 'and goes with it');
select throws_matching($$ select odoo_seed.finish_run(gen_random_uuid(), 'success', 0, 0, null, 0, null) $$, '^Cannot finish run [0-9a-f-]{36}: its lease is lost$', 'a run that never was cannot be finished');

select * from finish();
rollback;
