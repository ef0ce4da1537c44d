-- How a tenant's Odoo was found, and whether it holds what the seeds say.

create table control.tenant_health (
  tenant_id uuid primary key references control.tenants,
  state text not null,
  detail text not null,
  probed_at timestamptz not null default clock_timestamp(),
  found_by text not null default 'operation',
  constraint health_must_be_known
    check (state in ('healthy', 'degraded', 'unreachable', 'unknown')),
  constraint detail_must_be_given check (detail <> ''),
  constraint found_by_must_be_known check (found_by in ('operation', 'run', 'probe'))
);
comment on table control.tenant_health is
  'How the Odoo of a tenant was last found. A tenant without a row was never looked at.';
comment on column control.tenant_health.detail is
  'What was seen, in words: which operation, run or probe found it so.';
comment on column control.tenant_health.found_by is
  'operation, run or probe. A run that worked says nothing of mail and scheduled actions, which a '
  'probe looks at: it does not make a tenant healthy that a probe found degraded.';
alter table control.tenant_health enable row level security;
grant select, insert, update, delete, maintain on control.tenant_health to service_role;

create table control.tenant_sync (
  tenant_id uuid primary key references control.tenants,
  state text not null,
  run_id uuid not null,
  drift jsonb not null default '{}',
  seen_at timestamptz not null default clock_timestamp(),
  constraint sync_must_be_known check (state in ('in_sync', 'drifted')),
  constraint drift_must_be_an_object check (jsonb_typeof(drift) = 'object')
);
comment on table control.tenant_sync is
  'Whether the Odoo of a tenant held what the seeds say when a run last looked at all of it. A '
  'tenant without a row is unknown.';
comment on column control.tenant_sync.run_id is 'The run that found it so.';
comment on column control.tenant_sync.drift is
  'Unmuted drift by kind, as a shadow counted it; {} after a seeding.';
alter table control.tenant_sync enable row level security;
grant select, insert, update, delete, maintain on control.tenant_sync to service_role;

create function control.record_health(p_tenant_id uuid, p_state text, p_detail text,
  p_found_by text default 'operation')
returns void
language sql
set search_path = ''
as $$
  insert into control.tenant_health as h (tenant_id, state, detail, found_by)
  values (p_tenant_id, p_state, p_detail, p_found_by)
  on conflict (tenant_id) do update
  set state = excluded.state, detail = excluded.detail, found_by = excluded.found_by,
    probed_at = excluded.probed_at
  where not (p_found_by = 'run' and p_state = 'healthy'
    and h.found_by = 'probe' and h.state = 'degraded')
$$;
comment on function control.record_health is
  'How the Odoo of a tenant was found: healthy, degraded, unreachable or unknown, with what was '
  'seen, by an operation, a run or a probe. The one writer of tenant_health.';

create function control.record_sync(p_tenant_id uuid, p_state text, p_run_id uuid, p_drift jsonb)
returns void
language sql
set search_path = ''
as $$
  insert into control.tenant_sync (tenant_id, state, run_id, drift)
  values (p_tenant_id, p_state, p_run_id, p_drift)
  on conflict (tenant_id) do update
  set state = excluded.state, run_id = excluded.run_id, drift = excluded.drift,
    seen_at = excluded.seen_at
$$;
comment on function control.record_sync is
  'Whether the Odoo of a tenant holds what the seeds say, as a run found it. The one writer of '
  'tenant_sync.';

create function control.health_by_error(p_code text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when p_code in ('odoo_unreachable', 'odoo_timeout') then 'unreachable'
    when p_code = 'odoo_busy' then 'degraded'
  end
$$;
comment on function control.health_by_error is
  'How an Odoo is, by the code of an error of a run or an operation; null for one that says '
  'nothing of it.';

create function control.note_health()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  found_as text := case
    when new.status = 'succeeded' and new.kind in ('pause', 'decommission', 'purge')
      then 'unknown'
    -- These do not look at the tenant's own Odoo.
    when new.kind in ('restore_drill', 'upgrade_to_provider') then null
    when new.status = 'succeeded' then 'healthy'
    when new.status = 'failed' then control.health_by_error(new.error ->> 'code')
  end;
begin
  if found_as is not null and exists (select from control.tenants t
    where t.id = new.tenant_id and t.shares_database_of is null) then
    perform control.record_health(new.tenant_id, found_as,
      format('The operation %s %s has %s', new.kind, new.id, new.status)
        || coalesce(': ' || (new.error ->> 'detail'), '.'));
  end if;
  return null;
end
$$;
comment on function control.note_health is
  'An operation that has ended tells how the tenant''s Odoo is: one that has just worked there '
  'found it healthy, and one that shut it leaves it unknown. A tenant that shares its parent''s '
  'database has no Odoo of its own.';
create trigger note_health after update of status on control.operations
for each row when (old.finished_at is null and new.finished_at is not null)
execute function control.note_health();

create function control.note_error()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.shares_database_of is null and not exists (select from control.tenant_health h
    where h.tenant_id = new.id and h.state = 'unreachable') then
    perform control.record_health(new.id, 'degraded', coalesce((
      select format('The operation %s %s left something unwell: %s', o.kind, o.id,
        o.error ->> 'detail')
      from control.operations o
      where o.tenant_id = new.id and o.status = 'failed'
      order by o.created_at desc
      limit 1
    ), 'An operation left something unwell.'));
  end if;
  return null;
end
$$;
comment on function control.note_error is
  'A tenant whose status has become error is degraded, unless its Odoo did not even answer.';
create trigger note_error after update of status on control.tenants
for each row when (old.status <> 'error' and new.status = 'error')
execute function control.note_error();

revoke execute on function
  control.record_health, control.record_sync, control.health_by_error, control.note_health,
  control.note_error
from public;
grant execute on function
  control.record_health, control.record_sync, control.health_by_error
to service_role;
