-- Events of schedules.

insert into ops.event_types (type, description) values
  ('schedule.failed', 'A schedule failed that had succeeded before.'),
  ('schedule.late', 'A schedule has not succeeded for longer than it may.'),
  ('schedule.recovered', 'A schedule that had failed, or was late, succeeded.');

create table ops.late_schedules (
  name text primary key references ops.schedules (name) on update cascade on delete cascade,
  since timestamptz not null default clock_timestamp()
);
comment on table ops.late_schedules is 'Schedules of which it was told that they are late.';
alter table ops.late_schedules enable row level security;
grant select, maintain on ops.late_schedules to service_role;

create function ops.emit_schedule(p_type text, p_schedule ops.schedules)
returns void
language sql
set search_path = ''
as $$
  select ops.emit(p_type, 'platform/schedules/' || p_schedule.name, jsonb_build_object(
    'name', p_schedule.name, 'cadence', p_schedule.cadence,
    'last_succeeded_at', p_schedule.last_succeeded_at, 'error', p_schedule.error))
$$;
comment on function ops.emit_schedule is 'Emits an event of a schedule.';

create function ops.tell_schedule()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  was_late boolean;
begin
  if new.error is not null then
    if old.error is null then
      perform ops.emit_schedule('schedule.failed', new);
    end if;
    return null;
  end if;
  delete from ops.late_schedules where name = new.name;
  was_late := found;
  if was_late or old.error is not null then
    perform ops.emit_schedule('schedule.recovered', new);
  end if;
  return null;
end
$$;
comment on function ops.tell_schedule is
  'Tells that a schedule has begun to fail, or no longer does.';
create trigger tell_schedule after update of last_succeeded_at, error on ops.schedules
for each row when (
  (old.error, old.last_succeeded_at) is distinct from (new.error, new.last_succeeded_at)
)
execute function ops.tell_schedule();

create function ops.tell_late_schedules()
returns int
language plpgsql
set search_path = ''
as $$
declare
  count int;
begin
  with late as (
    insert into ops.late_schedules (name)
    select v.name from ops.v_schedules v where v.late
    on conflict do nothing
    returning name
  ), told as (
    select ops.emit_schedule('schedule.late', s)
    from late
    join ops.schedules s on s.name = late.name
  )
  select count(*) into count from (select * from told offset 0) t;
  return count;
end
$$;
comment on function ops.tell_late_schedules is
  'Tells, once, of each schedule that has become late. Returns of how many.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('ops-tell-late-schedules', '1 minute', 'ops.tell_late_schedules', '10 minutes');

revoke execute on function
  ops.emit_schedule, ops.tell_schedule, ops.tell_late_schedules
from public;
grant execute on function ops.emit_schedule, ops.tell_late_schedules to service_role;
