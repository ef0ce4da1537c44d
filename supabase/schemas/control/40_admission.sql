-- Who may request which operation.

create function control.has_served(p_tenant control.tenants)
returns boolean
language sql
stable
set search_path = ''
as $$
  select p_tenant.status in ('error', 'provisioning') and coalesce((
    select o.tenant_status = 'active'
    from control.operations o
    where o.tenant_id = p_tenant.id and o.started_at is not null
      and o.tenant_status not in ('error', 'provisioning')
    order by o.created_at desc
    limit 1
  ), false)
$$;
comment on function control.has_served is
  'Whether a tenant was active until an operation failed, or until one that is at work began. Its '
  'Odoo may be unwell; the tenants below it have their own.';

create function control.serves(p_tenant_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select t.status = 'active' or control.has_served(t)
    from control.tenants t
    where t.id = p_tenant_id
  );
end
$$;
comment on function control.serves is
  'Whether a provider does something for those below it: it is active, or was when it broke.';

create function control.refuse_asking(p_kind text, p_slug text, p_who text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  raise exception 'Cannot % tenant %: % may not ask for it', p_kind, ops.quoted(p_slug), p_who
    using errcode = 'OC103',
      hint = 'Ask one of: ' || coalesce(control.who_may('operations.' || p_kind), 'nobody') || '.';
end
$$;
comment on function control.refuse_asking is
  'Raises OC103: somebody may not ask for an operation, and who may.';

create function control.find_tenant(p_slug text)
returns control.tenants
language plpgsql
stable
set search_path = ''
as $$
declare
  tenant control.tenants;
begin
  select * into tenant from control.tenants where slug = p_slug;
  if not found then
    raise exception 'Cannot find tenant %: there is none', ops.quoted(p_slug)
      using errcode = 'OC004';
  end if;
  return tenant;
end
$$;
comment on function control.find_tenant is 'A tenant by its slug. Raises OC004.';

revoke execute on function
  control.has_served, control.serves, control.refuse_asking, control.find_tenant
from public;
grant execute on function
  control.has_served, control.serves, control.refuse_asking, control.find_tenant
to service_role;
