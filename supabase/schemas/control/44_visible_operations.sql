-- Operations that the caller may see.

create function control.visible_operation(p_id uuid)
returns control.operations
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  operation control.operations;
begin
  select * into operation from control.operations o
  where o.id = p_id and control.may('operations.read', o.tenant_id);
  if not found then
    raise exception 'Cannot find operation %: there is none', p_id using errcode = 'OC004';
  end if;
  return operation;
end
$$;
comment on function control.visible_operation is
  'An operation. Raises OC004 for one that is not there, or that the caller may not see.';

create function control.stalled(p_operation uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (
    select coalesce((select ops.told_hold(h) from ops.hold_on(null, t.slug) h),
      ops.call_fault(o.id::text))
    from control.operations o
    join control.tenants t on t.id = o.tenant_id
    where o.id = p_operation and o.finished_at is null
      and control.may('operations.read', o.tenant_id)
  );
end
$$;
comment on function control.stalled is
  'Why no runner comes for an open operation, {"code", "detail", "suggestion"}, or of a hold '
  '{"code", "detail", "until", "hold"}; null when one does.';

revoke execute on function control.visible_operation, control.stalled from public;
grant execute on function control.visible_operation, control.stalled
to authenticated, service_role;
