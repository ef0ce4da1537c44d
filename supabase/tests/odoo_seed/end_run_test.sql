-- end_run(), fail_run(), cancel_run(): how a durable run ends.
begin;
select plan(33);
select tests.seed();
select tests.sync();
select tests.drive();
create temporary table run (id uuid);
create function pg_temp.open(p_type text default 'seed', p_start boolean default true) returns void language sql as $$
  delete from odoo_seed.sync_runs;
  delete from run;
  insert into run select tests.open_run('default', p_type, p_start => p_start) $$;
create function pg_temp.finish_it(p_cancelled boolean default false) returns text language sql as $$ select odoo_seed.end_run(id, 1, p_cancelled, 5) from run $$;
create function pg_temp.cancel() returns text language sql as $$ select odoo_seed.cancel_run(id) from run $$;
create function pg_temp.outcome() returns text language sql as $$
  select concat_ws(' ', status, projects_synced, tasks_synced, counts::text, case when finished_at is not null then 'ended' end, (select count(*) from ops.work))
  from odoo_seed.sync_runs $$;

-- ended
select pg_temp.open();
update odoo_seed.sync_runs set counts = '{"noop": 3}', projects_synced = 1, tasks_synced = 2;
select is(pg_temp.finish_it(), 'success', 'a run without errors is a success');
select is(pg_temp.outcome(), 'success 1 2 {"noop": 3} ended 0', 'with what the plan counted');
select pg_temp.open();
select odoo_seed.record_errors(id, '[{"model": "project.task", "external_ref": "T1", "code": "unwritable", "message": "No."}]') from run;
select is(pg_temp.finish_it(), 'partial', 'a run with errors is partial');
select is((select sync_error from odoo_seed.tasks where external_ref = 'T1'), 'No.', 'and the seed says so');
select pg_temp.open('shadow');
delete from odoo_seed.tasks where external_ref = 'T2';
select is(pg_temp.finish_it(), 'success', 'a shadow run');
select is(pg_temp.outcome(), 'success 1 2 {"orphan": 1} ended 0', 'counts what Odoo holds, and the drift');
select throws_ok('select pg_temp.finish_it()', 'OC002', null, 'a run ends once');

-- failed
select pg_temp.open();
select lives_ok($$ select odoo_seed.fail_run(id, 1, '{"code": "odoo_auth_failed"}', 9) from run $$, 'a run that no slice would mend');
select is(pg_temp.outcome(), 'failed ended 0', 'fails, and leaves the queue');
select results_eq('select error, rpc_count from odoo_seed.sync_runs', $$ values ('{"code": "odoo_auth_failed"}'::jsonb, 9) $$, 'with its error');

-- cancelled at work
select pg_temp.open();
select is(pg_temp.cancel(), 'running', 'a run at work is asked to stop');
select ok(cancel_requested_at is not null, 'which it sees') from odoo_seed.sync_runs;
select is(odoo_seed.advance_run(id, 1, 'apply', null), true, 'at its next checkpoint') from run;
create temporary table asked as select cancel_requested_at from odoo_seed.sync_runs;
select pg_temp.cancel();
select is(r.cancel_requested_at, asked.cancel_requested_at, 'asked twice is asked once') from odoo_seed.sync_runs r, asked;
update odoo_seed.tasks set sync_error = 'old';
select is(pg_temp.finish_it(true), 'cancelled', 'and ends there');
select is(pg_temp.outcome(), 'cancelled ended 0', 'as cancelled');
select is((select sync_error from odoo_seed.tasks), 'old', 'rows that it did not come to keep their errors');
select is(pg_temp.cancel(), 'cancelled', 'a run that has ended stays as it is');
select pg_temp.open('shadow');
select is(pg_temp.finish_it(true), 'cancelled', 'a shadow run');
select is((select counts from odoo_seed.sync_runs), null, 'that was cancelled counts nothing');

-- cancelled in the queue, and after its slice was cut off
select pg_temp.open(p_start => false);
select is(pg_temp.cancel(), 'cancelled', 'a run that waits ends at once');
select is(pg_temp.outcome(), 'cancelled ended 0', 'and leaves the queue');
select throws_matching('select odoo_seed.claim_run(id, 60) from run', 'it has ended \(cancelled\)', 'a slice that was asked for comes too late');
select pg_temp.open();
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s';
select is(pg_temp.cancel(), 'cancelled', 'so does a run whose slice died');
select throws_ok('select odoo_seed.advance_run(id, 1, ''plan'', null) from run', 'OC002', null, 'should it be alive, it stops');

-- cancelled while Odoo may still be at a create
create function pg_temp.wait_for_create(p_rest interval) returns void language sql as $$
  update odoo_seed.sync_runs
  set handed_over = true, phase = 'observe', cursor = jsonb_build_object('unconfirmed_until', clock_timestamp() + p_rest) $$;
select pg_temp.open();
select pg_temp.wait_for_create('1 min');
select is(pg_temp.cancel(), 'running', 'a run that waits for a create goes on waiting');
select is(pg_temp.outcome(), 'running 1', 'in the queue');
select throws_ok('select tests.run()', 'OC001', null, 'and nobody gets its binding');
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s';
select is(pg_temp.cancel(), 'running', 'nor when its lease is over');
select throws_ok('select tests.run()', 'OC001', null, 'which another run could take over');
select ok(cancel_requested_at is not null, 'its next slice sees that it was cancelled') from odoo_seed.sync_runs;
select pg_temp.wait_for_create('0 s');
select is(pg_temp.cancel(), 'cancelled', 'it can end once the create is over');
select throws_matching('select odoo_seed.cancel_run(gen_random_uuid())', 'there is none$', 'a run that is not there');

select * from finish();
rollback;
