-- As whom the caller asks for an operation.

create function api.get_actor(p_args jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  caller record;
  named text := p_args ->> 'tenant';
  kind text := p_args ->> 'kind';
  tenant control.tenants;
  acting record;
begin
  if p_args ? 'operation' then
    select o.kind, t.slug into kind, named
    from control.operations o join control.tenants t on t.id = o.tenant_id
    where o.id = (p_args ->> 'operation')::uuid and control.may('operations.read', t.id);
    if not found then
      raise exception 'Cannot find operation %: there is none', p_args ->> 'operation'
        using errcode = 'OC004';
    end if;
  end if;
  select * into tenant from control.tenants
  where id = control.visible_tenant(named);
  select * into caller from control.caller();
  select * into acting from control.acting('operations.' || kind,
    case when p_args ? 'below' then tenant.id else tenant.parent_id end);
  if acting.role is null then
    perform control.refuse_asking(kind, tenant.slug, ops.quoted(caller.name));
  end if;
  return jsonb_build_object('tenant', tenant.slug, 'kind', kind, 'actor', jsonb_strip_nulls(
    jsonb_build_object(
      'user', caller.name,
      'role', case when caller.kind = 'agent' then 'agent' else acting.role end,
      'tenant', (select slug from control.tenants where id = acting.tenant_id),
      'on_behalf_of', caller.on_behalf_of, 'request_id', auth.jwt() ->> 'request_id')));
end
$$;
comment on function api.get_actor is
  'As whom the caller asks for an operation {"tenant", "kind"}, for a tenant to be made below '
  'another one {"tenant", "kind", "below"}, or about one that there is {"operation"}: {"tenant", '
  '"kind", "actor"}. Raises OC004 for what the caller may not see, OC103.';

revoke execute on function api.get_actor from public, anon;
grant execute on function api.get_actor to authenticated;
