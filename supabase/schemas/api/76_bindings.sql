-- Runs, plans and drift belong to bindings, and those to tenants or to the platform.

create function api.by_binding(p_args jsonb, p_permission text)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return p_args - array['of_tenant', 'reached']
    || case when p_args ->> 'tenant' is null then '{}'
      else jsonb_build_object('of_tenant', coalesce((
        select b.name
        from control.tenants t
        join ops.odoo_bindings b on b.tenant_slug = t.slug
        where t.id = control.visible_tenant(p_args ->> 'tenant')
      ), '')) end
    -- Policies say the same, and no index helps them.
    || case when control.reaches_all(p_permission) then '{}'
      else jsonb_build_object('reached',
        array(select control.reach_bindings(p_permission))::text) end;
end
$$;
comment on function api.by_binding is
  'Arguments with the binding of the tenant that they name as of_tenant, empty where it has none, '
  'and unless a permission reaches all, with the bindings that it reaches as reached: by both, '
  'lists are filtered. Raises OC004 for a tenant that the caller may not see.';

create function api.may_on_binding(p_permission text, p_binding text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return coalesce(control.may(p_permission, (
    select t.id
    from ops.odoo_bindings b
    join control.tenants t on t.slug = b.tenant_slug
    where b.name = p_binding
  )), false);
end
$$;
comment on function api.may_on_binding is
  'Whether the caller has a permission for the tenant of a binding, or, where it has none, on the '
  'platform.';

create function api.act_on_binding(p_permission text, p_binding text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if not exists (select from ops.odoo_bindings where name = p_binding)
    or not api.may_on_binding('runs.read', p_binding) then
    raise exception 'Cannot find binding %: there is none', ops.quoted(p_binding)
      using errcode = 'OC004';
  end if;
  perform control.act_as_caller(p_permission, (
    select t.id
    from ops.odoo_bindings b
    join control.tenants t on t.slug = b.tenant_slug
    where b.name = p_binding
  ));
end
$$;
comment on function api.act_on_binding is
  'Names the caller, who has to have a permission for the tenant of a binding, as the actor of '
  'the rest of the transaction. Raises OC004 for a binding that the caller may not see, OC103.';

create function api.seen_run(p_id uuid)
returns odoo_seed.sync_runs
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  run odoo_seed.sync_runs;
begin
  select * into run from odoo_seed.sync_runs where id = p_id;
  if found and api.may_on_binding('runs.read', run.binding) then
    return run;
  end if;
  raise exception 'Cannot find run %: there is none', p_id using errcode = 'OC004';
end
$$;
comment on function api.seen_run is 'A run that the caller may see. Raises OC004.';

create function api.seen_plan(p_id uuid)
returns odoo_seed.sync_runs
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  plan odoo_seed.sync_runs;
begin
  select * into plan from odoo_seed.sync_runs where id = p_id and run_type = 'plan';
  if found and api.may_on_binding('plans.read', plan.binding) then
    return plan;
  end if;
  raise exception 'Cannot find plan %: there is none', p_id using errcode = 'OC004';
end
$$;
comment on function api.seen_plan is 'A plan that the caller may see. Raises OC004.';

revoke execute on function
  api.by_binding, api.may_on_binding, api.act_on_binding, api.seen_run, api.seen_plan
from public, anon;
grant execute on function api.by_binding to authenticated;
