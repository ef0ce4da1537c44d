-- What the panels of a tenant show.

create function api.list_tenant_operations(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.list_operations(p_args);
end
$$;
comment on function api.list_tenant_operations is
  'A page of the operations of a tenant {"tenant"}, as list_operations has them. Raises OC004.';

create function api.list_tenant_modules(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('tenant_modules', '[
      {"arg": "tenant_id"},
      {"arg": "state"},
      {"arg": "source"}
    ]',
    array['module_name', 'state'], api.by_tenant(p_args));
end
$$;
comment on function api.list_tenant_modules is
  'A page of the modules of a tenant {"tenant"}, by name: those of a state or a source. Raises '
  'OC004.';

create function api.list_children(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return api.listed('tenants', '[
      {"arg": "parent"},
      {"arg": "status"}
    ]',
    array['slug', 'name', 'created_at'], p_args || jsonb_build_object('parent',
      (select t.slug from control.tenants t
        where t.id = control.visible_tenant(p_args ->> 'tenant'))));
end
$$;
comment on function api.list_children is
  'A page of the tenants directly below one {"tenant"}, by slug. Raises OC004.';

create function api.last_step(p_tenant_id uuid, p_step text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('operation_id', o.id, 'status', s.status,
      'skip_reason', s.skip_reason, 'finished_at', s.finished_at, 'output', s.output)
    from api.operations o
    join api.operation_steps s on s.operation_id = o.id
    where o.tenant_id = p_tenant_id and s.name = p_step and s.action = 'apply'
    order by o.created_at desc
    limit 1
  );
end
$$;
comment on function api.last_step is
  'What became of a step of a tenant''s operations the last time, as far as the caller may see it: '
  '{"operation_id", "status", "skip_reason", "finished_at", "output"}; null where none had it.';

create function api.get_infra(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
begin
  perform control.demand('infra.read', wanted);
  return (
    select jsonb_build_object(
      'tenant', t.slug, 'isolation', t.isolation, 'database', t.database, 'schema', t.schema,
      'db_host', t.db_host, 'k8s_namespace', t.k8s_namespace, 'odoo_url', t.odoo_url,
      'primary_domain', t.primary_domain, 'region', t.region, 'image_tag', t.image_tag,
      'health', t.health, 'health_detail', t.health_detail, 'probed_at', t.probed_at,
      'template', (select to_jsonb(i) from api.templates i where i.id = t.infra_template),
      'last_upgrade', (
        select jsonb_build_object('operation_id', o.id, 'status', o.status, 'image_tag',
          o.input ->> 'image_tag', 'finished_at', o.finished_at)
        from api.operations o
        where o.tenant_id = t.id and o.type = 'upgrade_image'
        order by o.created_at desc
        limit 1
      ))
    from api.tenants_with_health t
    where t.id = wanted
  );
end
$$;
comment on function api.get_infra is
  'What a tenant {"tenant"} runs on: its database, its server and how that was found, its template '
  'with the tested images, and its last upgrade. Raises OC004, OC103.';

create function api.get_sso(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
  step constant jsonb := api.last_step(wanted, 'keycloak');
begin
  perform control.demand('sso.read', wanted);
  return (
    select jsonb_build_object(
      'tenant', t.slug, 'configured', coalesce(step ->> 'status' = 'succeeded', false),
      'realm', step #>> '{output,realm}', 'client_id', step #>> '{output,client_id}',
      'sso_template', (
        select o.input ->> 'sso_template' from api.operations o
        where o.tenant_id = t.id and o.type = 'create'
        order by o.created_at desc
        limit 1
      ),
      'step', step - 'output')
    from api.tenants t
    where t.id = wanted
  );
end
$$;
comment on function api.get_sso is
  'Whether people sign in to a tenant''s {"tenant"} Odoo through Keycloak: what its creation asked '
  'for, and what became of the step that does it. Raises OC004, OC103.';

create function api.get_analytics(p_args jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  wanted constant uuid := control.visible_tenant(p_args ->> 'tenant');
  step constant jsonb := api.last_step(wanted, 'superset');
begin
  return control.reporting_of(wanted) || jsonb_build_object(
    'superset_configured', coalesce(step ->> 'status' = 'succeeded', false),
    'superset_step', step - 'output');
end
$$;
comment on function api.get_analytics is
  'How the analytics of a tenant {"tenant"} are reached: its schema, the role that reads it and '
  'whether it can log in, and what became of the step that makes its workspace in Superset. Raises '
  'OC004, OC103.';

revoke execute on function
  api.list_tenant_operations, api.list_tenant_modules, api.list_children, api.last_step,
  api.get_infra, api.get_sso, api.get_analytics
from public, anon;
grant execute on function
  api.list_tenant_operations, api.list_tenant_modules, api.list_children, api.last_step,
  api.get_infra, api.get_sso, api.get_analytics
to authenticated;
