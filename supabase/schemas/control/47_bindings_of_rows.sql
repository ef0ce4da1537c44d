-- What rows of runs, plans and drift say of their binding. Nobody calls these by themselves.

-- Not in SQL: its plan is kept.
create function control.tenant_of(p_binding text)
returns text
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (select b.tenant_slug from ops.odoo_bindings b where b.name = p_binding);
end
$$;
comment on function control.tenant_of is
  'The slug of the tenant whose a binding is; null where it is the platform''s. For rows that the '
  'caller may see.';

create function control.plans_need_approval(p_binding text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return (select b.plans_need_approval from ops.odoo_bindings b where b.name = p_binding);
end
$$;
comment on function control.plans_need_approval is
  'Whether a binding takes approved plans alone. For rows that the caller may see.';

create function control.drift_is_stale(p_binding text)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  return odoo_seed.drift_is_stale(p_binding);
end
$$;
comment on function control.drift_is_stale is
  'odoo_seed.drift_is_stale(), for bindings that the caller may see.';

revoke execute on function
  control.tenant_of, control.plans_need_approval, control.drift_is_stale
from public;
-- Views of schema api ask them as the one who calls, for rows that policies let through.
grant execute on function
  control.tenant_of, control.plans_need_approval, control.drift_is_stale
to authenticated, service_role;
