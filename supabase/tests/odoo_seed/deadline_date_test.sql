-- A deadline that is a date is the end of the working day in the binding's time zone.
begin;
select plan(28);

create function pg_temp.deadline() returns text language sql as $$
  select document ->> 'deadline' from odoo_seed.v_desired where external_ref = 'T1' $$;
create function pg_temp.bind(p_zone text, p_ends text) returns void language sql as $$
  update ops.odoo_bindings set time_zone = p_zone, working_day_ends = p_ends::time where name = 'default' $$;

select tests.seed();
select results_eq($$select time_zone, working_day_ends from ops.odoo_bindings$$, $$values ('UTC', time '17:00')$$, 'a binding is in UTC and ends its day at five');
update odoo_seed.tasks set deadline_date = '2026-12-01' where external_ref = 'T1';
select is(pg_temp.deadline(), '2026-12-01 17:00:00', 'a date is the end of that day');
select pg_temp.bind('America/New_York', '17:00');
select is(pg_temp.deadline(), '2026-12-01 22:00:00', 'west of Greenwich');
select pg_temp.bind('America/Los_Angeles', '18:30');
select is(pg_temp.deadline(), '2026-12-02 02:30:00', 'also where it is the next day in UTC');
select pg_temp.bind('Asia/Tokyo', '08:00');
select is(pg_temp.deadline(), '2026-11-30 23:00:00', 'and where it is the day before');
select pg_temp.bind('Pacific/Auckland', '17:00');
select is(pg_temp.deadline(), '2026-12-01 04:00:00', 'in the summer of the south');
update odoo_seed.tasks set deadline_date = '2026-07-01' where external_ref = 'T1';
select is(pg_temp.deadline(), '2026-07-01 05:00:00', 'and in its winter');
select pg_temp.bind('Europe/Vienna', '17:00');
select is(pg_temp.deadline(), '2026-07-01 15:00:00', 'in the summer of the north');
update odoo_seed.tasks set deadline_date = '2026-10-25' where external_ref = 'T1';
select is(pg_temp.deadline(), '2026-10-25 16:00:00', 'on the day on which summer time ends');
select pg_temp.bind('Europe/Vienna', '24:00');
select is(pg_temp.deadline(), '2026-10-25 23:00:00', 'a day may end at midnight');
select is((select document ? 'deadline' from odoo_seed.tasks where external_ref = 'T1'), false, 'without a binding a date is no moment');

-- the plan, and what agrees with it
select pg_temp.bind('America/New_York', '17:00');
update odoo_seed.tasks set deadline_date = '2026-12-01' where external_ref = 'T1';
select tests.sync();
select is((select changes #>> '{deadline,to}' from odoo_seed.plan('default', '{}') where external_ref = 'T1'), '2026-12-01 22:00:00', 'the plan tells the moment');
update odoo_seed.shadow_tasks set date_deadline = '2026-12-01 22:00Z' where external_ref = 'T1';
select is((select action from odoo_seed.plan('default', '{}') where external_ref = 'T1'), 'noop', 'Odoo that holds it is as the seed says');
select pg_temp.bind('America/Chicago', '17:00');
select is((select changes #>> '{deadline,to}' from odoo_seed.plan('default', '{}') where external_ref = 'T1'), '2026-12-01 23:00:00', 'another time zone moves it');
update odoo_seed.projects set active = false;
select is((select document from odoo_seed.v_desired where external_ref = 'T1'), (select document || '{"active": false, "deadline": "2026-12-01 23:00:00"}' from odoo_seed.tasks where external_ref = 'T1'),
  'also in an inactive project');
update odoo_seed.projects set active = true;

-- an Odoo whose deadlines are days
create temporary table run as select odoo_seed.start_run('default', 'seed', '{}', 60) as id;
select odoo_seed.observe_tasks((select id from run), clock_timestamp(), 0, 100, jsonb_build_array(
  jsonb_build_object('odoo_id', (select odoo_id from odoo_seed.shadow_tasks where external_ref = 'T1'), 'external_ref', 'T1', 'project_odoo_id', 11, 'name', 'Task one', 'stage_name', 'To Do',
    'tag_names', '{}'::text[], 'assignee_emails', '{}'::text[], 'deadline_date', '2026-12-01', 'depends_on_odoo_ids', '{}'::int[],
    'active', true, 'odoo_write_at', '2026-12-01T00:00:00Z', 'sequence', 10)));
select is((select date_deadline from odoo_seed.shadow_tasks where external_ref = 'T1'), '2026-12-01 23:00Z', 'a day in Odoo is the end of that working day');
select is((select action from odoo_seed.plan('default', '{}') where external_ref = 'T1'), 'noop', 'which is what the date says');
update odoo_seed.tasks set deadline_date = null, date_deadline = '2026-12-01 12:00Z' where external_ref = 'T1';
update odoo_seed.applied set sent = sent || '{"deadline": "2026-12-01 12:00:00"}', applied_at = clock_timestamp() where external_ref = 'T1';
select odoo_seed.record_echo((select id from run), false);
select is((select action from odoo_seed.plan('default', '{}') where external_ref = 'T1'), 'update', 'where deadlines are moments, another one is not kept');
select odoo_seed.record_echo((select id from run), true);
select is((select action from odoo_seed.plan('default', '{}') where external_ref = 'T1'), 'noop', 'where they are days, it is what Odoo makes of it');

-- a date where a moment belongs is told by the run that writes it, or would
update odoo_seed.sync_runs set status = 'abandoned', finished_at = now();
update odoo_seed.tasks set deadline_date = null, date_deadline = '2026-12-03' where external_ref = 'T1';
update odoo_seed.tasks set deadline_date = '2026-12-03' where external_ref = 'T2';
select pg_temp.bind('America/Chicago', '18:00');
create temporary table dry as select odoo_seed.start_run('default', 'plan', '{}', 60) as id;
select is((select odoo_seed.plan_run(id, 1) from dry), 2, 'two deadlines are to be written');
select results_eq('select external_ref, field, code, message from odoo_seed.sync_run_warnings',
  $$values ('T1', 'deadline', 'deadline_at_midnight',
    'The deadline is 2026-12-03 00:00 in UTC, 2026-12-02 18:00 in America/Chicago, as if it were a date: in deadline_date it is the end of that working day.')$$,
  'one of them is midnight in UTC, because it was put where moments belong; the other one is at midnight by its working day');
select is_empty('select * from odoo_seed.sync_run_errors', 'a warning is no error');

-- at the door
select throws_matching($$update odoo_seed.tasks set date_deadline = now(), deadline_date = '2026-12-01'$$, 'deadline_must_be_said_once', 'a deadline is said once');
select throws_matching($$update odoo_seed.tasks set date_deadline = null, deadline_date = 'infinity'$$, 'deadline_date_must_be_of_years', 'no date without end');
select throws_matching($$update odoo_seed.tasks set date_deadline = null, deadline_date = '0026-12-01'$$, 'deadline_date_must_be_of_years', 'nor of a year that is no year');
select throws_matching(format('update ops.odoo_bindings set time_zone = %L', zone), 'time_zone_must_be_known', zone || ' is no time zone')
from unnest(array['Mars/Olympus', 'posix/UTC']) zone;

select is(odoo_seed.seed_columns('{"deadline": "2026-12-01 12:00:00"}'), '{"date_deadline": "2026-12-01 12:00:00+00", "deadline_date": null}', 'what is taken from Odoo is a moment');
select * from finish();
rollback;
