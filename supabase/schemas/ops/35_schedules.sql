-- Schedules as rows: what happens at its time.

create function ops.cron_values(p_field text, p_from int, p_to int)
returns int[]
language sql
immutable
set search_path = ''
as $$
  select array_agg(distinct value order by value)
  from regexp_split_to_table(p_field, ',') part
  cross join lateral regexp_match(part, '^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(/)?(\d{1,2})?$') said
  cross join lateral generate_series(
    coalesce(said[1]::int, p_from),
    case when said[1] is null or said[2] is null and said[3] is not null then p_to
      else coalesce(said[2], said[1])::int end,
    coalesce(nullif(said[4]::int, 0), 1)
  ) value
  where said is not null and (said[3] is null) = (said[4] is null)
    and value between p_from and p_to
$$;
comment on function ops.cron_values is
  'The numbers that a field of a cron line means: *, 5, 1-5, */10, 2-20/3, and lists of those. '
  'Null for what is none.';

create function ops.is_cron_day(p_fields text[], p_day timestamp)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select extract(month from p_day)::int = any (ops.cron_values(p_fields[4], 1, 12))
    and case
      when '*' in (p_fields[3], p_fields[5]) then of_month and of_week
      -- As cron has it: where both are said, either will do.
      else of_month or of_week
    end
  from (select
    extract(day from p_day)::int = any (ops.cron_values(p_fields[3], 1, 31)) as of_month,
    -- Sunday is 0 and 7.
    array[extract(dow from p_day)::int, extract(isodow from p_day)::int]
      && ops.cron_values(p_fields[5], 0, 7) as of_week
  ) day
$$;
comment on function ops.is_cron_day is 'Whether a cron line, as its five fields, means a day.';

create function ops.next_cron_moment(p_cron text, p_after timestamptz, p_zone text default 'UTC')
returns timestamptz
language plpgsql
immutable
set search_path = ''
as $$
declare
  fields constant text[] := regexp_split_to_array(p_cron, '\s+');
  today constant timestamp := date_trunc('day', p_after at time zone p_zone);
  found timestamptz;
begin
  -- The 29th of February is at most eight years away.
  for day in 0..3000 loop
    continue when not ops.is_cron_day(fields, today + make_interval(days => day));
    -- Local times that a clock skips are an hour later; those that it repeats come once.
    select min(m.moment) into found
    from unnest(ops.cron_values(fields[2], 0, 23)) hour
    cross join unnest(ops.cron_values(fields[1], 0, 59)) minute
    cross join lateral (
      select (today + make_interval(days => day, hours => hour, mins => minute))
        at time zone p_zone
    ) m (moment)
    where m.moment > p_after;
    if found is not null then
      return found;
    end if;
  end loop;
  return null;
end
$$;
comment on function ops.next_cron_moment is
  'The first moment after another that a cron line of five fields means in a time zone. Null: '
  'never.';

create function ops.next_moment(p_cadence text, p_after timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select case
    when p_cadence ~ '^\d' and p_cadence !~ '^\S+\s+\S+\s+\S+' then p_after + p_cadence::interval
    else ops.next_cron_moment(p_cadence, p_after)
  end
$$;
comment on function ops.next_moment is 'When a schedule of that cadence is due after a moment.';

create function ops.is_cadence(p_cadence text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_cadence ~ '^[1-9]\d{0,4} (second|minute|hour|day)s?$'
    or p_cadence ~ '^(\S+ ){4}\S+$' and (
      select bool_and(f.field ~ '^([\d*/-]{1,8})(,[\d/-]{1,8})*$'
        and ops.cron_values(f.field,
          (array[0, 0, 1, 1, 0])[f.n], (array[59, 23, 31, 12, 7])[f.n]) is not null)
      from string_to_table(p_cadence, ' ') with ordinality f (field, n)
    )
    and ops.next_cron_moment(p_cadence, '2026-01-01Z') is not null
$$;
comment on function ops.is_cadence is
  'Whether a text is a cadence: an interval such as 10 seconds, or a cron line of five fields.';

create table ops.schedules (
  name text primary key,
  cadence text not null,
  runs text,
  kind text,
  payload jsonb not null default '{}',
  late_after interval not null,
  owner text not null default 'platform',
  description text,
  enabled boolean not null default true,
  next_at timestamptz not null default clock_timestamp(),
  last_started_at timestamptz,
  last_succeeded_at timestamptz,
  error jsonb,
  changed_at timestamptz not null default clock_timestamp(),
  constraint schedule_name_must_be_a_word check (name ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'),
  constraint cadence_must_say_when check (ops.is_cadence(cadence)),
  constraint schedule_must_do_one_thing check (num_nonnulls(runs, kind) = 1),
  constraint late_after_must_have_time check (late_after > interval '0'),
  constraint owner_must_be_named check (owner ~ '\S'),
  constraint runs_must_be_a_function_of_ours check (runs ~ '^(ops|odoo_seed|control)\.[a-z_]+$'),
  constraint schedule_must_put_a_known_kind foreign key (kind) references ops.work_kinds (kind)
    on update cascade
);
comment on table ops.schedules is
  'What happens at its time: a function of ours runs, or a piece of work is put. One job of '
  'pg_cron, ops.tick(), looks every five seconds.';
comment on column ops.schedules.cadence is
  'An interval, such as 10 seconds, or a cron line of five numeric fields in UTC, such as '
  '15 3 * * *. Nothing is due more often than every five seconds.';
comment on column ops.schedules.runs is
  'A function without arguments: schema.name. What it returns does not matter.';
comment on column ops.schedules.kind is
  'The kind of work that is put, with payload and the schedule''s name as its key: never twice '
  'at a time.';
comment on column ops.schedules.late_after is
  'After so long without a success the schedule is late: ops.v_schedules.';
comment on column ops.schedules.owner is 'Who looks after it when it is late, as people know them.';
comment on column ops.schedules.description is
  'What it is for, in words; null: its function''s own comment says it.';
comment on column ops.schedules.last_succeeded_at is
  'When its function last ended well, or the work that it put was last done. Whether it is late is '
  'told by this alone.';
comment on column ops.schedules.error is 'The error of the last time; null if it succeeded.';
create index schedules_of_a_kind on ops.schedules (kind);
alter table ops.schedules enable row level security;
grant select, maintain on ops.schedules to service_role;

create function ops.set_next_moment()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- A cadence that says nothing is refused by its constraint.
  new.next_at := coalesce(ops.next_moment(new.cadence, clock_timestamp()), clock_timestamp());
  new.changed_at := clock_timestamp();
  return new;
end
$$;
comment on function ops.set_next_moment is
  'Computes when a new, changed or resumed schedule is due.';
create trigger set_next_moment before insert or update of cadence, enabled on ops.schedules
for each row execute function ops.set_next_moment();

revoke execute on function
  ops.cron_values, ops.is_cron_day, ops.next_cron_moment, ops.next_moment, ops.is_cadence,
  ops.set_next_moment
from public;
