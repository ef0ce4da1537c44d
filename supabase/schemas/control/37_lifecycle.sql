-- A tenant's status changes only as the table of transitions says.

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
      using errcode = 'OC101',
        hint = 'A new tenant is provisioning, or active when its Odoo is there already.';
  elsif exists (select from control.tenant_transitions
    where from_status = old.status and to_status = new.status) then
    return new;
  end if;
  select string_agg(distinct to_status, ', ' order by to_status) into ways
  from control.tenant_transitions
  where from_status = old.status and to_status <> old.status;
  raise exception 'Cannot move tenant % to %: it is %', ops.quoted(new.slug), new.status, old.status
    using errcode = 'OC101',
      hint = coalesce('From here it can become ' || ways || '.',
        'This is the end; nothing follows.');
end
$$;
comment on function control.guard_lifecycle is
  'Refuses (OC101) every change of status that is not in tenant_transitions.';
create trigger status_must_begin_well before insert on control.tenants
for each row execute function control.guard_lifecycle();
create trigger status_must_move_legally before update of status on control.tenants
for each row when (new.status is distinct from old.status)
execute function control.guard_lifecycle();

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
  'Changes the status of an operation''s tenant as tenant_transitions says for one of these '
  'events; an event without a row changes nothing.';

revoke execute on function control.guard_lifecycle, control.move_tenant from public;
grant execute on function control.move_tenant to service_role;
