-- What people change of a tenant's row. Everything else of it changes by operations.

create function control.lock_tenant_to_change(p_tenant_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform control.act_as_caller('tenants.change', p_tenant_id);
  perform from control.tenants where id = p_tenant_id for no key update;
end
$$;
comment on function control.lock_tenant_to_change is
  'Locks a tenant that the caller may change, until the transaction ends. Raises OC103.';

create function control.refuse_changes(p_tenant control.tenants, p_keys text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  -- In their own tenant alone people have no say in what the platform routes and counts by.
  above constant boolean :=
    (control.acting('tenants.change', (p_tenant).parent_id)).role is not null
    or control.reaches_all('tenants.change');
  refused constant text := (select string_agg(k, ', ' order by k) from unnest(p_keys) k
    where not above and k not in ('name', 'industry'));
begin
  if (p_tenant).status = 'decommissioned' then
    raise exception 'Cannot change tenant %: it is decommissioned', ops.quoted((p_tenant).slug)
      using errcode = 'OC101', hint = 'What is gone stays as it was.';
  elsif refused is not null then
    raise exception 'Cannot change % of tenant %: that is for those above it', refused,
      ops.quoted((p_tenant).slug)
      using errcode = 'OC103', hint = 'Its own people change name and industry.';
  elsif 'plan_code' = any (p_keys) then
    perform control.demand('billing.change');
  end if;
end
$$;
comment on function control.refuse_changes is
  'Raises OC101 for a decommissioned tenant, OC103 for columns that the caller may not change.';

create function control.change_tenant(p_tenant_id uuid, p_changes jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants;
  changed control.tenants;
begin
  perform control.lock_tenant_to_change(p_tenant_id);
  select * into tenant from control.tenants where id = p_tenant_id;
  perform control.refuse_changes(tenant, array(select jsonb_object_keys(p_changes)));
  changed := jsonb_populate_record(tenant, p_changes);
  if changed is distinct from tenant then
    update control.tenants t
    set name = changed.name, primary_domain = changed.primary_domain, region = changed.region,
      industry = changed.industry, agency_group = changed.agency_group,
      plan_code = changed.plan_code
    where t.id = p_tenant_id;
  end if;
end
$$;
comment on function control.change_tenant is
  'Changes columns of a tenant: name and industry; for those above it also primary_domain, region '
  'and agency_group; with billing.change also plan_code. A column that is not named stays. Raises '
  'OC101, OC103.';

revoke execute on function
  control.lock_tenant_to_change, control.refuse_changes, control.change_tenant
from public;
grant execute on function control.lock_tenant_to_change, control.change_tenant
to authenticated, service_role;
grant execute on function control.refuse_changes to service_role;
