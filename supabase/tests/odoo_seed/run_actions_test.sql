-- next_actions(), close_actions(), run_progress(): a saved plan is worked off in pages, wave by wave.
begin;
select plan(24);
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;
update odoo_seed.sync_runs set pass = 2, attempts = 3;
insert into odoo_seed.run_actions (run_id, pass, model, external_ref, project_ref, action, changes, conflicts, incomplete, wave, level, state)
select id, a.pass, 'project.' || a.model, a.ref, 'P' || a.wave, a.action, '{}', '{}', false, a.wave, a.level, a.state
from run, (values (1, 'task', 'OLD', 'create', 3, 0, 'open'), (2, 'project', 'P1', 'create', 1, 0, 'open'), (2, 'project', 'P0', 'create', 1, 0, 'reported'),
  (2, 'project', 'P2', 'update', 2, 0, 'open'), (2, 'task', 'B', 'create', 3, 0, 'open'), (2, 'task', 'A', 'create', 3, 1, 'open'),
  (2, 'task', 'C', 'create', 3, 0, 'open'), (2, 'task', 'D', 'update', 4, 0, 'open')) a (pass, model, ref, action, wave, level, state);
create function pg_temp.next(p_limit int default 10) returns text language sql as $$
  select string_agg(external_ref, '' order by position) from run, odoo_seed.next_actions(id, p_limit) with ordinality a (
    run_id, pass, model, external_ref, project_ref, odoo_id, action, changes, conflicts, reason, incomplete, wave, level, later, state, position) $$;
create function pg_temp.close(p_model text, p_ref text, p_id int, p_errors jsonb default '[]') returns void language sql as $$
  select odoo_seed.close_actions(id, 1, jsonb_build_array(jsonb_build_object('model', 'project.' || p_model, 'external_ref', p_ref,
    'odoo_id', p_id, 'done', p_id is not null)), p_errors) from run $$;
create function pg_temp.attempts() returns int language sql as $$ select attempts from odoo_seed.sync_runs $$;

select is(pg_temp.next(), 'P1', 'new projects come first, of the present pass only');
select pg_temp.close('project', 'P1', null, '[{"model": "project.project", "external_ref": "P1", "field": "name", "code": "unwritable", "message": "No."}]');
select results_eq('select external_ref, field, code from odoo_seed.sync_run_errors', $$ values ('P1', 'name', 'unwritable') $$, 'what went wrong is noted along with it');
select is((select state from odoo_seed.run_actions where external_ref = 'P1'), 'failed', 'what was not written has failed');
select is(pg_temp.attempts(), 3, 'and is no progress');
select is(pg_temp.next(), 'P2', 'then changed projects');
select pg_temp.close('task', 'P2', 7);
select is(pg_temp.next(), 'P2', 'a row is closed by its model and ref');
select pg_temp.close('project', 'P2', 7);
select results_eq($$ select state, odoo_id from odoo_seed.run_actions where external_ref = 'P2' $$, $$ values ('done', 7) $$, 'with its id');
select is(pg_temp.attempts(), 0, 'something was written: the count of failures starts again');
select is(pg_temp.next(), 'BCA', 'new tasks by level');
select is(pg_temp.next(2), 'BC', 'as many as are asked for');
update odoo_seed.sync_runs set attempts = 3;
insert into odoo_seed.run_actions select run_id, 1, model, external_ref, project_ref, odoo_id, action, changes, conflicts, reason, incomplete, wave, level, later, 'done'
from odoo_seed.run_actions where external_ref = 'B';
select pg_temp.close('task', 'B', 1);
select is(pg_temp.attempts(), 3, 'what was written in an earlier pass already is no progress');
select pg_temp.close('task', 'C', null), pg_temp.close('task', 'A', 3);
select is(pg_temp.next(), 'D', 'changed tasks come last');
select is(odoo_seed.run_progress(id), '{"create": {"total": 5, "done": 2, "failed": 2}, "update": {"total": 2, "done": 1, "failed": 0}}',
  'progress counts each record once, told ones left out') from run;
insert into odoo_seed.run_actions select run_id, 1, model, external_ref, project_ref, odoo_id, action, changes, conflicts, reason, incomplete, wave, level, later, 'open'
from odoo_seed.run_actions where external_ref = 'D';
select pg_temp.close('task', 'D', 4);
select results_eq($$ select pass, state from odoo_seed.run_actions where external_ref = 'D' order by 1 $$, $$ values (1, 'open'), (2, 'done') $$, 'a row is closed in the present pass');
select is(pg_temp.next(), null, 'and then nothing is left');
select is((select state from odoo_seed.run_actions where external_ref = 'OLD'), 'open', 'an earlier pass stays as it was');
select is(odoo_seed.run_progress(gen_random_uuid()), '{}', 'a run without a plan has no progress');
select is_empty('select odoo_seed.next_actions(gen_random_uuid(), 5)', 'nor actions');
select throws_ok($$ select odoo_seed.close_actions(id, 2, '[]', '[]') from run $$, 'OC002', null, 'another slice closes nothing');
select throws_matching($$ update odoo_seed.run_actions set state = 'lost' $$, 'state_must_be_known', 'an unknown state is refused');

update odoo_seed.sync_runs set status = 'success', finished_at = now() - interval '31 days';
select is(tests.after('select ops.run_schedule(''odoo-seed-forget-plans'')', 'select count(*) from odoo_seed.run_actions'), '0', 'plans are forgotten after 30 days');

-- no more than fits into memory
insert into odoo_seed.run_actions (run_id, pass, model, external_ref, project_ref, action, changes, conflicts, incomplete, wave, state)
select id, 2, 'project.task', 'L' || n, 'P', 'update', jsonb_build_object('description', repeat('x', 1000 * n)), '{}', false, 1, 'open' from run, generate_series(1, 4) n;
create function pg_temp.within(p_bytes int) returns text language sql as
  $$ select string_agg(external_ref, '') from run, odoo_seed.next_actions(id, 10, p_bytes) $$;
select is(pg_temp.within(7000), 'L1L2L3', 'as many come as their changes leave room for');
select is(pg_temp.within(100), 'L1', 'and one at the least');
select is(pg_temp.within(8000000), 'L1L2L3L4', 'which is all where they are small');

select * from finish();
rollback;
