-- How much drift there was, hour by hour.

create table odoo_seed.drift_snapshots (
  binding text not null references ops.odoo_bindings (name) on update cascade on delete cascade,
  kind text not null,
  at timestamptz not null,
  count int not null,
  primary key (binding, kind, at),
  constraint count_must_not_be_negative check (count >= 0)
);
comment on table odoo_seed.drift_snapshots is
  'Unmuted drift of each binding by kind, as it was known in each hour. The kind total is there '
  'also where it is 0; another kind only where there was some.';
comment on column odoo_seed.drift_snapshots.at is 'The beginning of the hour.';
create index drift_snapshots_at_idx on odoo_seed.drift_snapshots (at, binding);
alter table odoo_seed.drift_snapshots enable row level security;
grant select, insert, update, delete, maintain on odoo_seed.drift_snapshots to service_role;

create function odoo_seed.take_drift_snapshots()
returns int
language sql
set search_path = ''
as $$
  with stored as (
    insert into odoo_seed.drift_snapshots (binding, kind, at, count)
    select s.binding, coalesce(d.kind, 'total'), date_trunc('hour', clock_timestamp()),
      count(d.id)
    from odoo_seed.drift_states s
    join ops.odoo_bindings b on b.name = s.binding and b.sync_enabled
    left join odoo_seed.drift_items d on d.binding = s.binding and d.muted_until <= now()
    where not exists (select from odoo_seed.drift_snapshots known
      where known.binding = s.binding and known.kind = 'total'
        and known.at = date_trunc('hour', clock_timestamp()))
    group by grouping sets ((s.binding), (s.binding, d.kind))
    having grouping(d.kind) = 1 or d.kind is not null
    on conflict do nothing
    returning 1
  )
  select count(*)::int from stored
$$;
comment on function odoo_seed.take_drift_snapshots is
  'Keeps how much drift each binding has in this hour, as it was last compared. Returns how many '
  'rows that made; in an hour that is kept, none.';

create function odoo_seed.forget_drift_snapshots()
returns int
language plpgsql
set search_path = ''
as $$
declare
  gone int;
begin
  delete from odoo_seed.drift_snapshots where at < ops.kept_since('drift_snapshots');
  get diagnostics gone = row_count;
  return gone;
end
$$;
comment on function odoo_seed.forget_drift_snapshots is
  'Deletes snapshots that are older than ops.retentions has it. Returns how many.';

insert into ops.retentions (what, keep, description)
values ('drift_snapshots', '400 days', 'How much drift each binding had, hour by hour.');

insert into ops.schedules (name, cadence, runs, late_after)
values
  -- Twice in an hour, so that one that is missed once is still kept.
  ('odoo-seed-drift-snapshots', '5,35 * * * *', 'odoo_seed.take_drift_snapshots', '2 hours'),
  ('odoo-seed-forget-drift-snapshots', '53 * * * *', 'odoo_seed.forget_drift_snapshots', '3 hours');

revoke execute on function
  odoo_seed.take_drift_snapshots, odoo_seed.forget_drift_snapshots
from public;
grant execute on function
  odoo_seed.take_drift_snapshots, odoo_seed.forget_drift_snapshots
to service_role;
