-- One job of pg_cron does all that is due: schedules, lost workers, and calls for work.

create function ops.run_schedule(p_name text)
returns boolean
language plpgsql
set search_path = ''
-- It must not delay all the others, and gives way before anybody looks for a deadlock (1 s).
set lock_timeout = '900ms'
as $$
declare
  schedule ops.schedules;
begin
  update ops.schedules
  set last_started_at = clock_timestamp(),
    next_at = ops.next_moment(cadence, greatest(next_at, clock_timestamp() - interval '1 second'))
  where name = p_name
  returning * into schedule;
  if schedule.runs is null then
    -- It succeeds when its work is done: ops.note_scheduled().
    perform ops.put_work(schedule.kind, schedule.name, schedule.payload);
    return true;
  end if;
  execute format('select %s()', schedule.runs);
  update ops.schedules set last_succeeded_at = clock_timestamp(), error = null where name = p_name;
  return true;
exception when others then
  update ops.schedules
  set last_started_at = clock_timestamp(),
    next_at = ops.next_moment(cadence, clock_timestamp()),
    error = jsonb_build_object('code', sqlstate, 'detail', sqlerrm)
  where name = p_name;
  perform ops.note_fault('ops.run_schedule', p_name, sqlstate, sqlerrm);
  return false;
end
$$;
comment on function ops.run_schedule is
  'Runs a schedule now, and notes the outcome. A fault is in ops.reconcile_faults, too, and '
  'delays no other schedule. Returns whether it succeeded.';

create function ops.run_due_schedules()
returns int
language sql
set search_path = ''
as $$
  select count(ops.run_schedule(due.name))::int
  from (
    select name
    from ops.schedules
    -- The tick itself may come a little early.
    where enabled and next_at <= clock_timestamp() + interval '1 second'
    order by next_at, name
    for no key update skip locked
  ) due
$$;
comment on function ops.run_due_schedules is
  'Runs every enabled schedule that is due. Returns how many ran.';

create view ops.v_schedules with (security_invoker = true) as
select s.name, s.cadence, coalesce(s.runs || '()', 'puts ' || s.kind) as does,
  coalesce(s.description, obj_description(to_regproc(s.runs), 'pg_proc')) as description, s.owner,
  s.enabled, s.late_after, s.last_started_at, s.last_succeeded_at,
  clock_timestamp() - s.last_succeeded_at as age,
  case
    when s.last_started_at is null then 'never ran'
    when s.error is not null then 'failed'
    when s.kind is not null and s.last_started_at > coalesce(s.last_succeeded_at, '-infinity')
      then 'under way'
    else 'succeeded'
  end as outcome,
  s.error, case when s.enabled then s.next_at end as next_at,
  s.enabled
    and coalesce(s.last_succeeded_at, s.changed_at) < clock_timestamp() - s.late_after as late
from ops.schedules s;
comment on view ops.v_schedules is
  'Every schedule: what it does, who looks after it, when it last began and succeeded, how long '
  'ago that success is, its outcome, when it is due, and whether it is late. All are late when '
  'pg_cron does not run.';
grant select on ops.v_schedules to service_role;

create function ops.tick()
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform ops.give_up_lost_work();
  perform ops.run_due_schedules();
  perform ops.drive();
end
$$;
comment on function ops.tick is
  'Reconciles: gives up lost work, runs due schedules, and calls for due work. When nothing is '
  'due it changes nothing.';

-- Every other row of pg_cron's table is somebody else's. The first pause after a failure is 2 s.
select cron.schedule('ops-tick', '5 seconds', 'select ops.tick()');

revoke execute on function ops.run_schedule, ops.run_due_schedules, ops.tick from public;
