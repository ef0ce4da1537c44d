-- The lifecycle: one table of moves, which the guard, the functions and the documents read.
set lock_timeout = '5s';
set statement_timeout = '60s';

create table control.tenant_transitions (
  operation text not null references control.operation_kinds,
  event text not null,
  from_status text not null,
  to_status text not null,
  primary key (operation, event, from_status, to_status),
  constraint event_must_be_known check (event in ('start', 'succeed', 'fail', 'spare', 'cancel', 'retry')),
  constraint from_status_must_be_known check (from_status in ('provisioning', 'active', 'paused', 'error', 'decommissioned')),
  constraint nothing_leads_out_of_the_end check (from_status <> 'decommissioned' or to_status = 'decommissioned'),
  constraint to_status_must_be_known check (to_status in ('provisioning', 'active', 'paused', 'error', 'decommissioned'))
);
comment on table control.tenant_transitions is
  'The lifecycle: what an operation makes of a tenant''s status. Without a row start (or retry, for a retry), the operation is refused.';
comment on column control.tenant_transitions.event is
  'start: its first step begins. retry: the same, after it failed. succeed: it is done. fail: it is not, and the tenant may be unwell. spare: it is not, and the tenant is as it was. cancel: nothing had begun.';

with legal (operation, from_status, during, to_status) as (
  values
    ('create', 'provisioning', 'provisioning', 'active'),
    ('clone', 'provisioning', 'provisioning', 'active'),
    ('pause', 'active', 'active', 'paused'),
    ('resume', 'paused', 'paused', 'active'),
    ('rebuild', 'active', 'provisioning', 'active'),
    ('rebuild', 'error', 'provisioning', 'active'),
    ('module_apply', 'active', 'active', 'active'),
    ('upgrade_image', 'active', 'active', 'active'),
    ('backup', 'active', 'active', 'active'),
    ('backup', 'paused', 'paused', 'paused'),
    ('restore', 'active', 'active', 'active'),
    ('restore', 'error', 'error', 'active'),
    ('upgrade_to_provider', 'active', 'active', 'active'),
    ('decommission', 'provisioning', 'provisioning', 'decommissioned'),
    ('decommission', 'active', 'active', 'decommissioned'),
    ('decommission', 'paused', 'paused', 'decommissioned'),
    ('decommission', 'error', 'error', 'decommissioned')
)
insert into control.tenant_transitions (operation, event, from_status, to_status)
select l.operation, 'start', l.from_status, l.during from legal l
union
select l.operation, 'succeed', l.during, l.to_status from legal l
union
select l.operation, 'fail', l.during, 'error' from legal l
where l.operation not in ('backup', 'upgrade_to_provider')
union
-- Who is not there yet waits for nothing any more.
select l.operation, 'spare', l.during, 'error' from legal l where l.operation in ('create', 'clone')
union
select l.operation, 'spare', l.during, l.from_status from legal l
where l.from_status <> l.during
union
select l.operation, 'cancel', l.from_status, 'error' from legal l where l.operation in ('create', 'clone')
union
select l.operation, 'retry', 'error', l.during from legal l
where l.operation not in ('backup', 'upgrade_to_provider') and not exists (select from legal e where e.operation = l.operation and e.from_status = 'error');

create function control.guard_lifecycle()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  ways text;
begin
  if tg_op = 'INSERT' then
    if new.status in ('provisioning', 'active') then
      return new;
    end if;
    raise exception 'Cannot store tenant %: it cannot begin as %', ops.quoted(new.slug), new.status
      using errcode = 'OC101', hint = 'A new tenant is provisioning, or active when its Odoo is there already.';
  elsif exists (select from control.tenant_transitions where from_status = old.status and to_status = new.status) then
    return new;
  end if;
  select string_agg(distinct to_status, ', ' order by to_status) into ways
  from control.tenant_transitions
  where from_status = old.status and to_status <> old.status;
  raise exception 'Cannot move tenant % to %: it is %', ops.quoted(new.slug), new.status, old.status
    using errcode = 'OC101', hint = coalesce('From here it can become ' || ways || '.', 'This is the end; nothing follows.');
end
$$;
comment on function control.guard_lifecycle is 'Refuses (OC101) every move that tenant_transitions does not hold.';
create trigger status_must_begin_well before insert on control.tenants
for each row execute function control.guard_lifecycle();
create trigger status_must_move_legally before update of status on control.tenants
for each row when (new.status is distinct from old.status)
execute function control.guard_lifecycle();

create function control.ends_tenant(p_kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from control.tenant_transitions where operation = p_kind and to_status = 'decommissioned')
$$;
comment on function control.ends_tenant is 'Whether an operation leaves a tenant decommissioned.';

create function control.refuse_dependants(p_tenant control.tenants)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  dependants text;
begin
  select string_agg(ops.quoted(t.slug), ', ' order by t.slug) into dependants
  from control.tenants t
  where t.parent_id = p_tenant.id and t.status <> 'decommissioned';
  if dependants is not null then
    raise exception 'Cannot decommission tenant %: below it there is %', ops.quoted(p_tenant.slug), dependants
      using errcode = 'OC106', hint = 'Decommission or move the tenants below it first.';
  end if;
end
$$;
comment on function control.refuse_dependants is 'Raises OC106 for a tenant that has living ones below it.';

create function control.guard_dependants()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform control.refuse_dependants(new);
  return null;
end
$$;
comment on function control.guard_dependants is 'Refuses (OC106) to decommission a tenant that has living ones below it.';
create trigger dependants_must_be_gone after update of status on control.tenants
for each row when (new.status = 'decommissioned' and old.status <> 'decommissioned')
execute function control.guard_dependants();

create function control.move_tenant(p_operation control.operations, p_events text[])
returns void
language sql
set search_path = ''
as $$
  update control.tenants t
  set status = m.to_status
  from (
    select r.to_status
    from control.tenant_transitions r
    join control.tenants here on here.id = (p_operation).tenant_id and here.status = r.from_status
    where r.operation = (p_operation).kind and r.event = any (p_events)
    order by r.to_status = (p_operation).tenant_status desc
    limit 1
  ) m
  where t.id = (p_operation).tenant_id and t.status <> m.to_status
$$;
comment on function control.move_tenant is
  'Moves an operation''s tenant as tenant_transitions says of one of these events; an event without a row moves nothing.';

alter table control.tenant_transitions enable row level security;
