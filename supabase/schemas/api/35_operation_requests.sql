-- Asking for operations.

create function api.dangerous(p_steps jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select jsonb_path_exists(p_steps, '$[*] ? (@.dangerous == true)')
$$;
comment on function api.dangerous is
  'Whether steps of an operation, as steps_of() gives them, destroy something.';

create function api.planned(p_kind text, p_tenant control.tenants)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  url constant text := coalesce(p_tenant.odoo_url, api.fact('odoo_url', false) #>> '{}');
begin
  if url is null then
    raise exception 'Cannot reach Odoo: ODOO_URL is not set' using errcode = 'OC152';
  end if;
  return control.steps_of(p_kind, url);
end
$$;
comment on function api.planned is
  'The steps of a kind of operation on a tenant, at its Odoo or the default one. Raises OC152 '
  'without one.';

create function api.request_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  kind constant text := p_args ->> 'type';
  input constant jsonb := coalesce(p_args -> 'params', '{}');
  tenant control.tenants;
  steps jsonb;
  opened record;
begin
  perform api.demand_shape(p_args, '{"type": {"text": 63, "needed": true}, "key": {"text": 255}}');
  select * into tenant from control.tenants
  where id = control.visible_tenant(p_args ->> 'tenant');
  perform api.fact('judged', input <> '{}');
  steps := api.planned(kind, tenant);
  if kind = 'clone' then
    select input ->> 'slug' as tenant, o.* into opened
    from control.request_clone(tenant.slug, input - 'with_data', steps, input,
      p_args ->> 'key') o;
  else
    select tenant.slug::text as tenant, o.* into opened
    from control.open_operation(tenant.slug, kind, steps, input, p_args ->> 'key',
      api.fact('target', api.dangerous(steps))) o;
  end if;
  return jsonb_build_object('tenant', opened.tenant, 'operation',
    to_jsonb(opened) - 'tenant');
end
$$;
comment on function api.request_operation is
  'Asks for an operation on a tenant {"tenant", "type", "params", "key"}: {"tenant", "operation": '
  '{"id", "status", "existing"}}. Raises as control.open_operation() and control.request_clone() '
  'do, OC004, OC151, OC152.';

create function api.create_tenant(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  body constant jsonb := p_args - array['key'];
  url constant text := api.fact('odoo_url', false) #>> '{}';
  steps jsonb;
  opened record;
begin
  perform api.demand_shape(p_args, '{"key": {"text": 255}}');
  perform control.visible_tenant(body ->> 'parent');
  perform api.fact('judged');
  steps := api.planned('create', null);
  -- All of it is the input: an Idempotency-Key is compared by that.
  select * into opened from control.request_tenant(
    jsonb_strip_nulls(body - array['type', 'template', 'country', 'domain', 'sso_template']
      || jsonb_build_object('tenant_type', body -> 'type', 'infra_template', body -> 'template',
        'country_code', body -> 'country', 'primary_domain', body -> 'domain', 'odoo_url', url)),
    'create', steps, body, p_args ->> 'key');
  return jsonb_build_object('tenant', body ->> 'slug', 'operation', to_jsonb(opened));
end
$$;
comment on function api.create_tenant is
  'Stores a tenant {"slug", "name", "type", "parent", "plan", "bundle", "admin_email", …} and '
  'asks for its creation: {"tenant", "operation": {"id", "status", "existing"}}. Raises as '
  'control.request_tenant() does, OC004, OC151, OC152.';

create function api.preview_tenant(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform api.create_tenant(p_args);
  -- Whatever it would be refused for was found; nothing of it stays.
  raise exception using errcode = 'OC299';
exception when sqlstate 'OC299' then
  return (
    select jsonb_build_object('tenant', p_args ->> 'slug', 'seconds', sum(seconds),
      'steps', jsonb_agg(jsonb_build_object('name', name, 'seconds', seconds) order by position))
    from control.usual_times('create')
  );
end
$$;
comment on function api.preview_tenant is
  'What create_tenant() would do: {"tenant", "steps": [{"name", "seconds"}], "seconds"}, times '
  'from history, null without any. Raises as it does, and changes nothing.';

create function api.retry_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  operation constant control.operations :=
    control.visible_operation((p_args ->> 'id')::uuid);
  destroys constant boolean := exists (
    select from control.provisioning_jobs where operation_id = operation.id and dangerous
  );
begin
  perform api.demand_shape(p_args, '{"from_step": {"text": 63}, "key": {"text": 255}}');
  return (
    select jsonb_build_object(
      'tenant', (select slug from control.tenants where id = operation.tenant_id),
      'operation', to_jsonb(o))
    from control.retry_operation(operation.id, p_args ->> 'from_step', p_args ->> 'key',
      api.fact('target', destroys)) o
  );
end
$$;
comment on function api.retry_operation is
  'Asks once more for a failed or cancelled operation {"id", "from_step", "key"}: {"tenant", '
  '"operation": {"id", "status", "existing"}}. Raises as control.retry_operation() does, OC151.';

create function api.admit_operation(p_args jsonb)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  operation control.operations;
  tenant control.tenants;
begin
  if p_args ? 'id' then
    operation := control.visible_operation((p_args ->> 'id')::uuid);
  end if;
  select * into tenant from control.tenants where id = coalesce(operation.tenant_id,
    control.visible_tenant(p_args ->> 'tenant'));
  perform control.admit(coalesce(operation.kind, p_args ->> 'type'), tenant.slug,
    tenant.parent_id);
  return to_jsonb(tenant);
end
$$;
comment on function api.admit_operation is
  'The tenant of an operation that is there {"id"}, or that is to be asked for {"tenant", "type"}: '
  'before Odoo is asked what it would destroy. Raises OC004, OC103.';

revoke execute on function
  api.dangerous, api.planned, api.request_operation, api.create_tenant, api.preview_tenant,
  api.retry_operation, api.admit_operation
from public, anon;
grant execute on function
  api.request_operation, api.create_tenant, api.preview_tenant, api.retry_operation,
  api.admit_operation
to authenticated;
