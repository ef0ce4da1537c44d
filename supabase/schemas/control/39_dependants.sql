-- A tenant that leaves has no tenants below it, and a purge has its slug typed.

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
    raise exception 'Cannot decommission tenant %: below it there is %', ops.quoted(p_tenant.slug),
      dependants
      using errcode = 'OC106', hint = 'Decommission or move the tenants below it first.';
  end if;
end
$$;
comment on function control.refuse_dependants is
  'Raises OC106 for a tenant with tenants below it that are not decommissioned.';

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
comment on function control.guard_dependants is
  'Refuses (OC106) to decommission a tenant with tenants below it that are not decommissioned.';
create trigger dependants_must_be_gone after update of status on control.tenants
for each row when (new.status = 'decommissioned' and old.status <> 'decommissioned')
execute function control.guard_dependants();

create function control.refuse_purge(p_tenant control.tenants, p_confirm text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_confirm is distinct from p_tenant.slug then
    raise exception 'Cannot purge tenant %: its slug was not typed', ops.quoted(p_tenant.slug)
      using errcode = 'OC123',
        hint = format('Confirm with the slug, %s: everything of the tenant goes, its backups too.',
          p_tenant.slug);
  end if;
  perform control.refuse_dependants(p_tenant);
end
$$;
comment on function control.refuse_purge is
  'Raises OC123 unless the tenant''s slug was typed, OC106 for a tenant with tenants below it '
  'that are not decommissioned.';

revoke execute on function
  control.refuse_dependants, control.guard_dependants, control.refuse_purge
from public;
grant execute on function control.refuse_dependants, control.refuse_purge to service_role;
