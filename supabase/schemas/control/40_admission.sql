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

create function control.capacity(p_actor jsonb, p_parent_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when p_actor ->> 'role' in ('platform_owner', 'platform_operator') then p_actor ->> 'role'
    when p_actor ->> 'role' = 'agent' and p_actor ->> 'on_behalf_of' <> '' then 'agent'
    when p_actor ->> 'role' in ('owner', 'admin') and exists (
      select from control.tenants t
      where t.slug = p_actor ->> 'tenant' and t.tenant_type = 'provider'
        and (t.status = 'active' or control.has_served(t))
        and t.id in (select control.lineage(p_parent_id))
    ) then 'provider'
  end
$$;
comment on function control.capacity is
  'The capacity in which an actor {"user", "role", "tenant", "on_behalf_of"} acts on the tenants '
  'below a parent: platform_owner, platform_operator, agent, provider (owner or admin of a '
  'provider at or above that parent, which is active, or was until an operation failed), or null.';

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

create function control.admit(p_actor jsonb, p_kind text, p_slug text, p_parent_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from control.operation_kinds where kind = p_kind) then
    raise exception 'Cannot % tenant %: there is no such operation', p_kind, ops.quoted(p_slug)
      using errcode = 'OC004';
  elsif control.capacity(p_actor, p_parent_id) is not null and exists (
    select from control.permissions
    where permission = 'operations.' || p_kind and role = p_actor ->> 'role'
  ) then
    return;
  end if;
  perform control.refuse_asking(p_kind, p_slug, coalesce(p_actor ->> 'role', 'nobody'));
end
$$;
comment on function control.admit is
  'Raises OC103 unless permissions let the actor request it, OC004 for an unknown kind.';

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
  control.has_served, control.capacity, control.refuse_asking, control.admit, control.find_tenant
from public;
grant execute on function
  control.has_served, control.capacity, control.refuse_asking, control.admit, control.find_tenant
to service_role;
