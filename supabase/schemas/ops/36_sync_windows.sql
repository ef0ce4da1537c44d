-- Sync windows: when runs may write to Odoo.

create table ops.sync_windows (
  id uuid primary key default gen_random_uuid(),
  binding text references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  cron text not null,
  lasts interval not null,
  time_zone text not null default 'UTC',
  manual boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  constraint window_kind_must_be_known check (kind in ('allow', 'deny')),
  constraint window_cron_must_say_when check (ops.is_cadence(cron) and cron like '% % % % %'),
  constraint window_must_last_a_minute_to_a_week
    check (lasts between interval '1 minute' and interval '7 days'),
  constraint window_time_zone_must_be_known check (ops.knows_time_zone(time_zone))
);
comment on table ops.sync_windows is
  'When runs may begin to write to Odoo. Where a binding has windows of the kind allow, only '
  'inside of one; inside of one of the kind deny never.';
comment on column ops.sync_windows.binding is 'The binding that it is for; null: all of them.';
comment on column ops.sync_windows.cron is
  'When it opens: a cron line of five numeric fields, by the clocks of time_zone.';
comment on column ops.sync_windows.lasts is
  'For how long, in time that passes, however clocks are changed meanwhile.';
comment on column ops.sync_windows.manual is
  'Whether runs that somebody asked for may begin although the window keeps others waiting.';
create index sync_windows_binding_idx on ops.sync_windows (binding);
alter table ops.sync_windows enable row level security;
grant select, insert, update, delete, maintain on ops.sync_windows to service_role;

create function ops.window_ends_at(p_window ops.sync_windows, p_at timestamptz)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select s.begins + (p_window).lasts
  from (
    select ops.next_cron_moment((p_window).cron, p_at - (p_window).lasts, (p_window).time_zone)
  ) s (begins)
  where s.begins <= p_at
$$;
comment on function ops.window_ends_at is
  'When a window that is open at a moment ends, at the earliest; null: it is not open.';

create function ops.windows_at(p_binding text, p_at timestamptz)
returns table (kind text, cron text, time_zone text, manual boolean, ends_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select w.kind, w.cron, w.time_zone, w.manual, ops.window_ends_at(w, p_at)
  from ops.sync_windows w
  where w.binding is null or w.binding = p_binding
$$;
comment on function ops.windows_at is
  'The windows of a binding, each with its end if it is open at a moment.';

create function ops.sync_open(p_binding text, p_at timestamptz, p_manual boolean default false)
returns boolean
language sql
stable
set search_path = ''
as $$
  select case
    when count(*) filter (where kind = 'deny' and ends_at is not null) > 0
      then p_manual and bool_and(manual) filter (where kind = 'deny' and ends_at is not null)
    when count(*) filter (where kind = 'allow') = 0 then true
    when count(*) filter (where kind = 'allow' and ends_at is not null) > 0 then true
    else p_manual and bool_or(manual) filter (where kind = 'allow')
  end
  from ops.windows_at(p_binding, p_at)
$$;
comment on function ops.sync_open is
  'Whether a run of a binding may begin to write at a moment. Deny wins. p_manual: somebody asked '
  'for it, which every denying window has to allow, or one of the allowing ones.';

create function ops.sync_opens_at(p_binding text, p_at timestamptz, p_manual boolean default false)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  moment timestamptz := p_at;
begin
  -- From the end of what denies to the next that allows.
  for n in 1..20 loop
    if ops.sync_open(p_binding, moment, p_manual) then
      return moment;
    end if;
    moment := coalesce(
      (select max(w.ends_at) from ops.windows_at(p_binding, moment) w
        where w.kind = 'deny' and not (p_manual and w.manual)),
      (select min(ops.next_cron_moment(w.cron, moment, w.time_zone))
        from ops.windows_at(p_binding, moment) w where w.kind = 'allow'));
    exit when moment is null;
  end loop;
  return null;
end
$$;
comment on function ops.sync_opens_at is
  'The first moment from one on at which a run of a binding may begin to write; null: none within '
  'the next twenty windows.';

revoke execute on function
  ops.window_ends_at, ops.windows_at, ops.sync_open, ops.sync_opens_at
from public;
grant execute on function
  ops.window_ends_at, ops.windows_at, ops.sync_open, ops.sync_opens_at
to service_role;
