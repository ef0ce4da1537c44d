-- How far the caller's permissions reach among seeds, which name tenants and bindings by word.

create function control.reach_slugs(p_permission text)
returns setof text
language plpgsql
stable
security definer
-- Mostly few: looked up by indexes.
rows 20
set search_path = ''
as $$
begin
  return query
  select t.slug::text from control.reach(p_permission) r (id) join control.tenants t on t.id = r.id;
end
$$;
comment on function control.reach_slugs is
  'The slugs of the tenants that a permission of the caller reaches by roles in tenants: seeds and '
  'bindings name their tenant so.';

create function control.reach_bindings(p_permission text)
returns setof text
language plpgsql
stable
security definer
-- Mostly few: looked up by indexes.
rows 20
set search_path = ''
as $$
begin
  return query
  select b.name
  from ops.odoo_bindings b
  where b.tenant_slug in (select control.reach_slugs(p_permission));
end
$$;
comment on function control.reach_bindings is
  'The bindings of the tenants that a permission of the caller reaches by roles in tenants. Those '
  'of no tenant are the platform''s.';

revoke execute on function control.reach_slugs, control.reach_bindings from public;
grant execute on function control.reach_slugs, control.reach_bindings
to authenticated, service_role;
