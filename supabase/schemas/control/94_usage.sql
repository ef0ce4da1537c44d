-- What tenants use, metered day by day; and their invoices, made of metered days.

create table control.usage_records (
  id bigint primary key generated always as identity,
  tenant_id uuid not null references control.tenants,
  subscription_id uuid not null references control.subscriptions,
  metric text not null,
  day date not null,
  quantity numeric not null,
  metered_at timestamptz not null default clock_timestamp(),
  constraint usage_must_be_metered_once_a_day unique (tenant_id, metric, day),
  constraint metric_must_be_known
    check (metric in ('active_days', 'users', 'backup_bytes', 'operations')),
  constraint quantity_must_be_positive check (quantity > 0)
);
comment on table control.usage_records is
  'What each tenant used on each day: the most that was seen. A day that is over does not change. '
  'Nothing used is no row.';
comment on column control.usage_records.subscription_id is
  'The subscription under which the day was first metered.';
create index on control.usage_records (subscription_id, metric, day);
create index on control.usage_records (day);
alter table control.usage_records enable row level security;
grant select, insert, update, delete, maintain on control.usage_records to service_role;

create function control.meter_usage()
returns int
language sql
set search_path = ''
as $$
  with today as (
    select (clock_timestamp() at time zone 'UTC')::date as day
  ),
  subscribed as (
    select s.id, s.tenant_id, t.status
    from control.subscriptions s
    join control.tenants t on t.id = s.tenant_id
    where s.ended_at is null
  ),
  metered as (
    select s.tenant_id, s.id, 'active_days' as metric, 1 as quantity
    from subscribed s
    where s.status in ('active', 'error')
    union all
    select s.tenant_id, s.id, 'users', count(*)
    from subscribed s join control.tenant_user_assignments a on a.tenant_id = s.tenant_id
    group by s.tenant_id, s.id
    union all
    select s.tenant_id, s.id, 'backup_bytes', sum(b.bytes)
    from subscribed s join control.backups b on b.tenant_id = s.tenant_id and b.status = 'taken'
    group by s.tenant_id, s.id
    union all
    select s.tenant_id, s.id, 'operations', count(*)
    from today
    join control.operations o on o.created_at >= today.day::timestamp at time zone 'UTC'
    join subscribed s on s.tenant_id = o.tenant_id
    group by s.tenant_id, s.id
  ),
  stored as (
    insert into control.usage_records as u (tenant_id, subscription_id, metric, day, quantity)
    select m.tenant_id, m.id, m.metric, today.day, m.quantity from metered m cross join today
    on conflict (tenant_id, metric, day) do update
    set quantity = excluded.quantity, metered_at = excluded.metered_at
    where u.quantity < excluded.quantity
    returning 1
  )
  select count(*)::int from stored
$$;
comment on function control.meter_usage is
  'Meters what each tenant with a subscription uses today (in UTC): that it was active, people '
  'with roles, bytes of backups, operations. Returns how many rows that made or raised.';

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-meter-usage', '5 */6 * * *', 'control.meter_usage', '1 day');

revoke execute on function control.meter_usage from public;
grant execute on function control.meter_usage to service_role;
