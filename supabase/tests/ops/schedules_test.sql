-- Schedules: rows that run at their time, one line of pg_cron below them, and what is late.
begin;
select plan(84);
delete from ops.work;
create function pg_temp.next(p_cadence text, p_after text default '2026-11-29 17:03:20Z') returns text language sql as $$
  select to_char(ops.next_moment(p_cadence, p_after::timestamptz) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') $$;

-- cadences
select is(pg_temp.next(cadence), expected, cadence || ' after 2026-11-29 17:03:20, a Sunday') from (values
  ('5 seconds', '2026-11-29 17:03:25'), ('1 day', '2026-11-30 17:03:20'), ('* * * * *', '2026-11-29 17:04:00'), ('*/5 * * * *', '2026-11-29 17:05:00'),
  ('17 3 * * *', '2026-11-30 03:17:00'), ('3 17 * * *', '2026-11-30 17:03:00'), ('4 17 29 11 *', '2026-11-29 17:04:00'), ('0 9 * * 1-5', '2026-11-30 09:00:00'),
  ('0 9 * * 0', '2026-12-06 09:00:00'), ('0 9 * * 7', '2026-12-06 09:00:00'), ('0 0 29 2 *', '2028-02-29 00:00:00'), ('0 0 13 * 5', '2026-12-04 00:00:00'),
  ('1-5/2 * * * *', '2026-11-29 17:05:00'), ('30,10 8,20 * * *', '2026-11-29 20:10:00'), ('0 0 1 1 *', '2027-01-01 00:00:00'), ('50/4 * * * *', '2026-11-29 17:50:00')) v (cadence, expected);
select is(pg_temp.next('* * * * *', '2026-11-29 17:04:00Z'), '2026-11-29 17:05:00', 'what is due now is due again in a minute');
select is(pg_temp.next('0 0 29 2 *', '2096-03-01Z'), '2104-02-29 00:00:00', 'over a century without a leap year');
select ok(ops.is_cadence(c), c || ' says when') from unnest(array['5 seconds', '1 day', '90 minutes', '0 0 29 2 *', '*/15 8-18 * * 1-5', '0 0 1,15 * 7']) c;
select ok(not ops.is_cadence(c), format('%L does not', c)) from unnest(array['', '*', '5', '0 seconds', '-5 seconds', '5 weeks', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8', '0 0 30 2 *', 'a b c d e', '*/ * * * *', '5-1 * * * *', '* * * *', '* * * * * *', '1 1 1 1 mon']) c;

-- what there is
select results_eq('select jobname, schedule, command, active from cron.job', $$ values ('ops-tick', '5 seconds', 'select ops.tick()', true) $$, 'pg_cron has one line');
select is_empty('select name from ops.schedules s where to_regproc(s.runs) is null and s.kind is null', 'every schedule runs what is there');
select is_empty('select name from ops.schedules where not enabled or next_at > clock_timestamp() + interval ''1 day'' + interval ''1 hour''', 'and is due within a day');

-- run
update ops.schedules set enabled = false;
create table ops.ran (at timestamptz default clock_timestamp());
create function ops.note_ran() returns void language sql set search_path = '' as $$ insert into ops.ran default values $$;
create function ops.break() returns void language plpgsql set search_path = '' as $$ begin raise exception 'Cannot do it' using errcode = 'OC999'; end $$;
insert into ops.schedules (name, cadence, runs, late_after) values ('note', '10 minutes', 'ops.note_ran', '1 hour');
create function pg_temp.due(p_name text, p_ago interval default '1 s') returns void language sql as $$ update ops.schedules set next_at = clock_timestamp() - p_ago where name = p_name $$;
create function pg_temp.seen(p_name text) returns text language sql as $$ select concat_ws(' ', outcome, case when late then 'late' end) from ops.v_schedules where name = p_name $$;
select is(ops.run_due_schedules(), 0, 'nothing runs before its time');
select is(pg_temp.seen('note'), 'never ran', 'which is told');
select pg_temp.due('note');
select is(ops.run_due_schedules(), 1, 'then it does');
select is((select count(*) from ops.ran), 1::bigint, 'once');
select is(pg_temp.seen('note'), 'succeeded', 'as is told');
select ok(next_at between clock_timestamp() + interval '9 minutes' and clock_timestamp() + interval '10 minutes', 'and is due again as it says') from ops.v_schedules where name = 'note';
select pg_temp.due('note', '5 hours');
select ops.tick(), ops.tick();
select is((select count(*) from ops.ran), 2::bigint, 'what was missed is made up for once');
select xmin as before into temporary table row_before from ops.schedules where name = 'note';
select ops.tick();
select is(s.xmin, before, 'a tick with nothing to do changes nothing') from ops.schedules s, row_before where name = 'note';

-- fails
insert into ops.schedules (name, cadence, runs, late_after) values ('break', '10 minutes', 'ops.break', '1 hour');
select pg_temp.due(name) from unnest(array['break', 'note']) name;
select is(ops.run_due_schedules(), 2, 'what fails holds up no other');
select is(pg_temp.seen('break'), 'failed', 'it is told');
select is((select error from ops.v_schedules where name = 'break'), '{"code": "OC999", "detail": "Cannot do it"}', 'with the reason');
select results_eq('select task, object, code from ops.reconcile_faults where object = ''break''', $$ values ('ops.run_schedule', 'break', 'OC999') $$, 'also where all faults are');
select ok((select next_at > clock_timestamp() from ops.v_schedules where name = 'break'), 'and is tried again at its next time');
insert into ops.schedules (name, cadence, runs, late_after) values ('gone', '10 minutes', 'ops.none_such', '1 hour');
select ok(not ops.run_schedule('gone'), 'a function that is not there fails like any other');
select ok(ops.run_schedule('note'), 'a schedule can be run by hand');

-- late, paused
select is(pg_temp.seen('note'), 'succeeded', 'one that runs is not late');
update ops.schedules set last_succeeded_at = clock_timestamp() - interval '2 hours', changed_at = clock_timestamp() - interval '3 hours' where name in ('note', 'break');
select is(pg_temp.seen('note'), 'succeeded late', 'one that has not succeeded for too long is');
select is(pg_temp.seen('break'), 'failed late', 'whether it failed or never came');
update ops.schedules set enabled = false where name = 'note';
select pg_temp.due('note');
select is(ops.run_due_schedules(), 0, 'one that is paused does not run');
select is(pg_temp.seen('note'), 'succeeded', 'and is not late');
select is((select next_at from ops.v_schedules where name = 'note'), null, 'nor ever due');
update ops.schedules set enabled = true where name = 'note';
select ok((select next_at > clock_timestamp() + interval '9 minutes' from ops.v_schedules where name = 'note'), 'it goes on as it says, not at once');

-- puts work
insert into ops.work_kinds (kind) values ('dig');
insert into ops.schedules (name, cadence, kind, payload, late_after) values ('nightly-dig', '0 3 * * *', 'dig', '{"deep": 1}', '2 days');
select pg_temp.due('nightly-dig');
select ops.tick();
select results_eq('select kind, key, payload, status from ops.work', $$ values ('dig', 'nightly-dig', '{"deep": 1}'::jsonb, 'queued') $$, 'a schedule may put work');
select pg_temp.due('nightly-dig');
select ops.tick();
select is((select count(*) from ops.work), 1::bigint, 'which is not put again as long as it is there');
select is((select does from ops.v_schedules where name = 'nightly-dig'), 'puts dig', 'as is told');
select is(pg_temp.seen('nightly-dig'), 'under way', 'it has not succeeded before its work is done');
select is(ops.fail_work('dig', 'nightly-dig', (ops.claim_work('dig')).lease_token, '{"code": "odoo_failed", "detail": "A stone"}'), 'queued', 'work that fails');
select is(pg_temp.seen('nightly-dig'), 'failed', 'makes the schedule fail');
select is((select last_succeeded_at from ops.v_schedules where name = 'nightly-dig'), null, 'without a success');
update ops.work set run_after = clock_timestamp() where kind = 'dig';
select ops.finish_work('dig', 'nightly-dig', (ops.claim_work('dig')).lease_token);
select is(pg_temp.seen('nightly-dig'), 'succeeded', 'work that is done is its success');
select ok((select age < interval '1 minute' from ops.v_schedules where name = 'nightly-dig'), 'whose age is told');
select is((select description from ops.v_schedules where name = 'ops-forget-job-runs'), obj_description('ops.forget_job_runs()'::regprocedure), 'what it is for is what its function says');
update ops.schedules set description = 'Digs.' where name = 'nightly-dig';
select is((select description || ' ' || owner from ops.v_schedules where name = 'nightly-dig'), 'Digs. platform', 'or what somebody said');

-- refused
select throws_ok(format('insert into ops.schedules (name, cadence, runs, kind, late_after) values (%L, %L, %s, ''1 hour'')', name, cadence, does), '23514', null, why)
from (values ('x', 'soon', '''ops.tick'', null', 'a cadence that says nothing'), ('x', '1 day', '''ops.tick'', ''dig''', 'two deeds'), ('x', '1 day', 'null, null', 'none'),
  ('x', '1 day', '''pg_catalog.pg_sleep'', null', 'a function of others'), ('X y', '1 day', '''ops.tick'', null', 'a name that is none')) v (name, cadence, does, why);
set local role service_role;
select throws_ok($$ update ops.schedules set runs = 'ops.tick' $$, '42501', null, 'the service role does not change them');
reset role;
select * from finish();
rollback;
