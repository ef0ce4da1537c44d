-- What each tenant's Odoo holds, measured every day; and how a probe last found it.

create table control.tenant_metrics (
  tenant_id uuid not null references control.tenants,
  day date not null,
  metric text not null,
  value numeric not null,
  measured_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, day, metric),
  constraint metric_must_be_known
    check (metric ~ '^(users|database_bytes|filestore_bytes|records\.[a-z][a-z0-9_.]*)$'),
  constraint value_must_not_be_negative check (value >= 0)
);
comment on table control.tenant_metrics is
  'What the Odoo of each tenant held on each day, as it was last measured there: active internal '
  'users, bytes of the database and of its files, records of the main models.';
create index on control.tenant_metrics (day);
alter table control.tenant_metrics enable row level security;
grant select, insert, update, delete, maintain on control.tenant_metrics to service_role;

create table control.tenant_probes (
  tenant_id uuid primary key references control.tenants,
  facts jsonb not null,
  probed_at timestamptz not null default clock_timestamp()
);
comment on table control.tenant_probes is
  'What the last probe of each tenant''s Odoo saw: control.judge_probe() says what that means.';
alter table control.tenant_probes enable row level security;
grant select, insert, update, delete, maintain on control.tenant_probes to service_role;

create function control.forget_metrics()
returns int
language plpgsql
set search_path = ''
as $$
declare
  gone int;
begin
  delete from control.tenant_metrics where measured_at < ops.kept_since('tenant_metrics');
  get diagnostics gone = row_count;
  return gone;
end
$$;
comment on function control.forget_metrics is
  'Deletes metrics that are older than ops.retentions has it. Returns how many.';

insert into ops.retentions (what, keep, description)
values ('tenant_metrics', '800 days', 'What each tenant''s Odoo held, day by day.');

insert into ops.schedules (name, cadence, runs, late_after)
values ('control-forget-metrics', '13 4 * * *', 'control.forget_metrics', '2 days');

revoke execute on function control.forget_metrics from public;
grant execute on function control.forget_metrics to service_role;
