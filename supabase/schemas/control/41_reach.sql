-- How far the caller's permissions reach.

create function control.reaches_all(p_permission text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return exists (select from control.granted(p_permission) g where g.reach = 'platform');
end
$$;
comment on function control.reaches_all is
  'Whether a permission of the caller reaches every tenant.';

create function control.reach(p_permission text)
returns setof uuid
language plpgsql
stable
security definer
rows 20
set search_path = ''
as $$
declare
  own uuid[];
  level uuid[];
begin
  select array_agg(g.tenant_id) filter (where g.reach = 'own'),
    array_agg(g.tenant_id) filter (where g.reach = 'below')
  into own, level
  from control.granted(p_permission) g;
  return query select unnest(own);
  -- Level by level: of a recursive query the planner expects, and makes room for, millions.
  while cardinality(level) > 0 loop
    level := array(select t.id from control.tenants t where t.parent_id = any (level));
    return query select unnest(level);
  end loop;
end
$$;
comment on function control.reach is
  'The tenants that a permission of the caller reaches by roles in tenants; reaches_all() knows '
  'those of the platform.';

create function control.has_anywhere(p_permission text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return exists (select from control.granted(p_permission));
end
$$;
comment on function control.has_anywhere is
  'Whether the caller has a permission on the platform or in any tenant.';

create function control.acting(
  p_permission text, p_parent_id uuid, out role text, out tenant_id uuid
)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  select g.role, g.tenant_id into acting.role, acting.tenant_id
  from control.granted(p_permission) g
  where g.reach = 'platform'
    or g.reach = 'below' and g.tenant_id in (select control.lineage(p_parent_id))
  order by g.reach = 'platform' desc, g.role = 'platform_owner' desc
  limit 1;
end
$$;
comment on function control.acting is
  'The strongest role by which the caller has a permission for tenants below a parent, and the '
  'tenant in which they have it, if it is one; nulls without one.';

create function control.may(p_permission text, p_tenant_id uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return control.reaches_all(p_permission)
    or p_tenant_id in (select control.reach(p_permission));
end
$$;
comment on function control.may is
  'Whether the caller has a permission for a tenant; for none, on the platform.';

create function control.demand_second_factor(p_always boolean default false)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if (p_always or (select s.second_factor from control.settings s))
    -- A token is one that somebody has made who had to.
    and not auth.jwt() ? 'api_token' and auth.jwt() ->> 'aal' is distinct from 'aal2' then
    raise exception 'Cannot do this: it takes a second factor'
      using errcode = 'OC103', hint = 'Sign in with a second factor, and send it again.';
  end if;
end
$$;
comment on function control.demand_second_factor is
  'Raises OC103 for a person who has not signed in with a second factor, where the settings ask '
  'for one, or always.';

create function control.is_dangerous(p_permission text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select p_permission in ('operations.decommission', 'operations.purge', 'plans.approve',
    'tokens.change', 'settings.change', 'bindings.change', 'subscriptions.change',
    'notifications.change')
$$;
comment on function control.is_dangerous is
  'Whether a permission lets somebody destroy, decide, or open doors: what a second factor is '
  'asked for.';

create function control.demand(p_permission text, p_tenant_id uuid default null)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  if control.may(p_permission, p_tenant_id) then
    if control.is_dangerous(p_permission) then
      perform control.demand_second_factor();
    end if;
    return;
  end if;
  raise exception 'Cannot do this: it takes the permission %', p_permission
    using errcode = 'OC103',
      hint = 'Ask one of: ' || coalesce(control.who_may(p_permission), 'nobody') || '.';
end
$$;
comment on function control.demand is
  'Raises OC103 unless the caller has a permission for a tenant, or for the platform, and for what '
  'is dangerous a second factor.';

create function control.demand_anywhere(p_permission text)
returns void
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  -- Without a tenant the refusal names the permission, and who has it.
  if not control.has_anywhere(p_permission) then
    perform control.demand(p_permission);
  end if;
end
$$;
comment on function control.demand_anywhere is
  'Raises OC103 unless the caller has a permission on the platform or in any tenant.';

revoke execute on function
  control.reaches_all, control.reach, control.has_anywhere, control.acting,
  control.demand_second_factor, control.is_dangerous, control.demand, control.demand_anywhere,
  control.may
from public;
grant execute on function
  control.reaches_all, control.reach, control.has_anywhere, control.acting, control.demand,
  control.demand_anywhere, control.may
to authenticated, service_role;
grant execute on function control.demand_second_factor, control.is_dangerous to service_role;
