-- plan_run(): a run's plan is stored row by row, what cannot be done is noted once, and the third plan is the last word.
begin;
select plan(31);
select tests.seed();
select tests.sync();
insert into odoo_seed.tasks (project_external_ref, external_ref, name, assignee_email)
values ('P', 'T3', 'Task three', 'nobody@example.com');
insert into odoo_seed.projects (external_ref, name, company_name) values ('Q', 'Q', 'Nowhere'), ('R', 'R', 'Acme');
update odoo_seed.tasks set name = 'New name' where external_ref = 'T1';
create temporary table run (id uuid);
create function pg_temp.start(p_type text default 'seed') returns void language sql as $$
  delete from odoo_seed.sync_runs;
  delete from run;
  insert into run select tests.run('default', p_type) $$;
create function pg_temp.plan_it() returns int language sql as $$ select odoo_seed.plan_run(id, 1) from run $$;
create function pg_temp.open() returns text language sql as $$
  select string_agg(external_ref, ',' order by external_ref) from odoo_seed.run_actions a, odoo_seed.sync_runs r
  where a.run_id = r.id and a.pass = r.pass and a.state = 'open' $$;
create function pg_temp.errors() returns text language sql as $$
  select string_agg(external_ref || ' ' || code, ', ' order by id) from odoo_seed.sync_run_errors $$;

-- the first plan
select pg_temp.start();
select is(pg_temp.plan_it(), 3, 'it tells how many records are to be written');
select results_eq('select external_ref, pass, action, wave, state, odoo_id from odoo_seed.run_actions order by 1',
  $$ values ('Q', 1, 'blocked', 2, 'reported', null::int), ('R', 1, 'create', 1, 'open', null), ('T1', 1, 'update', 4, 'open', 101), ('T3', 1, 'create', 3, 'open', null) $$,
  'each in its wave; what cannot be done is told');
select is((select changes from odoo_seed.run_actions where external_ref = 'T1'), '{"name": {"from": "Task one", "to": "New name"}}', 'with what is to be written');
select results_eq('select counts, phase, cursor, pass, passes_left, projects_synced, tasks_synced from odoo_seed.sync_runs',
  $$ values ('{"blocked": 1, "create": 2, "noop": 2, "update": 1}'::jsonb, 'apply', null::jsonb, 1, 1, 1, 1) $$, 'and the run knows how it stands');
select is(pg_temp.errors(), 'Q blocked, T3 unresolved', 'what cannot be done is noted, the impossible first');
select results_eq('select external_ref, field from odoo_seed.sync_run_errors order by id', $$ values ('Q', 'company'), ('T3', 'assignees') $$,
  'each with its field');
select is((select message from odoo_seed.sync_run_errors where external_ref = 'Q'), 'company "Nowhere" is not in Odoo', 'with the reason');
select is(plan_hash, null, 'only a dry run''s plan is known by a hash') from odoo_seed.sync_runs;

-- the second plan: some were written, one failed
update odoo_seed.shadow_tasks set name = 'New name' where external_ref = 'T1';
select odoo_seed.close_actions(id, 1, '[{"model": "project.task", "external_ref": "T1", "odoo_id": 101, "done": true},
  {"model": "project.task", "external_ref": "T3", "odoo_id": null, "done": false}, {"model": "project.project", "external_ref": "R", "odoo_id": null, "done": false}]',
  '[{"model": "project.project", "external_ref": "R", "code": "odoo_data", "message": "No."}]') from run;
update odoo_seed.sync_runs set phase = 'plan';
select is(pg_temp.plan_it(), 1, 'what failed is not planned again, what is unresolved is');
select is(pg_temp.open(), 'T3', 'as a pass of its own');
select is(pg_temp.errors(), 'Q blocked, T3 unresolved, R odoo_data', 'nothing is noted twice');
select results_eq('select counts ->> ''create'', pass, passes_left, phase, tasks_synced from odoo_seed.sync_runs', $$ values ('2', 2, 0, 'apply', 2) $$,
  'the counts are those of the first plan');
select is((select count(*) from odoo_seed.run_actions where pass = 2), 1::bigint, 'later passes tell nothing again');

-- the third plan: two passes did not help
select is(pg_temp.plan_it(), 0, 'after two passes nothing more is written');
select is(pg_temp.errors(), 'Q blocked, T3 unresolved, R odoo_data, T3 not_stored', 'what is left was not stored');
select alike(message, 'Odoo did not store what was written (create: %name%).', 'and says which fields') from odoo_seed.sync_run_errors where code = 'not_stored';
select is((select count(*) from odoo_seed.run_actions where pass = 3), 0::bigint, 'and is no action');
select is(pg_temp.plan_it(), 0, 'a slice that is cut off here comes back to the same');
update odoo_seed.sync_runs set passes_left = 2;
select is(pg_temp.plan_it(), 0, 'with passes left, too: it has failed for good');

-- cut off in the middle of a pass: Odoo had the one, not the other
select pg_temp.start();
select pg_temp.plan_it();
insert into odoo_seed.shadow_projects (binding, odoo_id, external_ref, name, company_name, visibility, allow_dependencies, sequence, active, odoo_write_at)
select binding, 12, 'R', 'R', company_name, visibility, allow_dependencies, 10, true, odoo_write_at from odoo_seed.shadow_projects where external_ref = 'P';
update odoo_seed.sync_runs set passes_left = 2, phase = 'observe';
select is(pg_temp.plan_it(), 1, 'only what is missing is planned again');
select results_eq($$ select pass, state, odoo_id from odoo_seed.run_actions where external_ref = 'R' $$, $$ values (1, 'done', 12) $$, 'what Odoo had got counts as done');
select is(odoo_seed.run_progress(id), '{"create": {"total": 2, "done": 1, "failed": 0}}', 'and as progress') from run;
select results_eq('select pass, passes_left from odoo_seed.sync_runs', 'values (2, 1)', 'two passes follow from here');

-- dry runs
delete from odoo_seed.applied where external_ref = 'T2';
select pg_temp.start('plan');
select is(pg_temp.plan_it(), 1, 'a dry run plans the same');
select ok(plan_hash = odoo_seed.plan_hash(id) and plan_expires_at between clock_timestamp() + interval '59 min' and clock_timestamp() + interval '1 h', 'and keeps it for an hour') from odoo_seed.sync_runs;
select is_empty($$ select from odoo_seed.applied where external_ref = 'T2' $$, 'but notes no agreement');
select pg_temp.start();
select pg_temp.plan_it();
select isnt_empty($$ select from odoo_seed.applied where external_ref = 'T2' $$, 'which a real run does');

-- refused
delete from odoo_seed.tasks;
update ops.odoo_bindings set prune_share = 0;
select pg_temp.start();
update odoo_seed.sync_runs set scope = '{"prune": "archive"}';
select throws_ok('select pg_temp.plan_it()', 'OC005', null, 'too large a prune is refused');
select is((select counts from odoo_seed.sync_runs), null, 'and nothing is planned');
select throws_ok('select odoo_seed.plan_run(id, 2) from run', 'OC002', null, 'another slice does not plan');
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now();
select throws_ok('select pg_temp.plan_it()', 'OC002', null, 'nor does a run that was taken over');

select * from finish();
rollback;
