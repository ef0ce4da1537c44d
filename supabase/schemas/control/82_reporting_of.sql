-- How a tenant's analytics are reached.

create function control.reporting_of(p_tenant_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  perform control.demand('analytics.read', p_tenant_id);
  return (
    select jsonb_build_object(
      'tenant', t.slug, 'schema', t.schema, 'schema_exists', control.has_tenant_schema(t.slug),
      'role', control.analytics_role(t.slug),
      'can_log_in', control.has_analytics_login(t.slug), 'why_no_login',
      case when not control.has_analytics_login(t.slug) then control.why_no_login(t.slug) end)
    from control.tenants t
    where t.id = p_tenant_id
  );
end
$$;
comment on function control.reporting_of is
  'How the analytics of a tenant are reached: {"tenant", "schema", "schema_exists", "role", '
  '"can_log_in", "why_no_login"}. Raises OC103.';

revoke execute on function control.reporting_of from public;
grant execute on function control.reporting_of to authenticated, service_role;
