-- The lease of a run: kept, lost, and what a run that lost it can no longer do.
begin;
select plan(23);
select tests.seed();
select tests.sync();
create temporary table run as select tests.run() as id;
create function pg_temp.run() returns uuid language sql as $$ select id from run $$;

update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() + interval '1 s';
select lives_ok('select odoo_seed.extend_lease(pg_temp.run(), 90)', 'a running run extends its lease');
select ok(lease_expires_at > clock_timestamp() + interval '80 s', 'by what it asks, from now') from odoo_seed.sync_runs;
select is(odoo_seed.lock_run(pg_temp.run()), 'default', 'lock_run() tells the binding');
select is(odoo_seed.abandon_expired_runs(), 0, 'a run that lives is not abandoned');
update odoo_seed.sync_runs set lease_expires_at = clock_timestamp() - interval '1 s';
select lives_ok('select odoo_seed.lock_run(pg_temp.run())', 'a late run that nobody took over goes on');
select lives_ok('select odoo_seed.extend_lease(pg_temp.run(), -1)', 'and may extend its lease again');

update odoo_seed.sync_runs set cursor = jsonb_build_object('unconfirmed_until', clock_timestamp() + interval '1 min');
select is(odoo_seed.abandon_expired_runs(), 0, 'a run for which Odoo may still create something is not abandoned');
update odoo_seed.sync_runs set cursor = jsonb_build_object('unconfirmed_until', clock_timestamp());
select is(odoo_seed.abandon_expired_runs(), 1, 'abandon_expired_runs() closes it and tells how many');
select is(odoo_seed.abandon_expired_runs(), 0, 'once');
select results_eq('select status, finished_at is not null from odoo_seed.sync_runs', $$ values ('abandoned', true) $$, 'as abandoned');

-- Taken over by another run: nothing of the old one may be stored any more.
select tests.run();
create function pg_temp.fenced(p_call text) returns text language sql as
  $$ select throws_ok(format('select odoo_seed.%s', replace(p_call, 'RUN', 'pg_temp.run()')), 'OC002',
    format('Cannot %s run %s: its lease is lost', case when p_call like 'finish%' then 'finish' else 'go on with' end, pg_temp.run()), p_call) $$;
select pg_temp.fenced('extend_lease(RUN, 60)');
select pg_temp.fenced('lock_run(RUN)');
select pg_temp.fenced($$observe_projects(RUN, now(), 0, 1000, '[]')$$);
select pg_temp.fenced($$observe_tasks(RUN, now(), 0, 1000, '[]')$$);
select pg_temp.fenced($$observe_names(RUN, 'company', '{}')$$);
select pg_temp.fenced($$record_agreement(RUN)$$);
select pg_temp.fenced($$record_applied(RUN, 'project.task', '[{"external_ref": "T1", "odoo_id": 7, "sent": {}, "created": true}]')$$);
update odoo_seed.applied set sent = sent || '{"description": "d"}', applied_at = 'infinity';
update odoo_seed.shadow_projects set description = '<p>d</p>';
select pg_temp.fenced($$record_echo(RUN)$$);
update odoo_seed.shadow_tasks set parent_odoo_id = 102;
select pg_temp.fenced($$resolve_task_refs(RUN)$$);
select pg_temp.fenced($$finish_run(RUN, 'success', 1, 1, '{}', 1, null)$$);
select is((select count(*) from odoo_seed.v_observed), 3::bigint, 'the shadow is as it was');
select is((select count(*) from odoo_seed.sync_runs where status = 'running'), 1::bigint, 'the new run still runs');
select throws_ok($$ select odoo_seed.lock_run(gen_random_uuid()) $$, 'OC002', null, 'a run that never was holds nothing');

select * from finish();
rollback;
