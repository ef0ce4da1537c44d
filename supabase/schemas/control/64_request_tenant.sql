-- Requesting a tenant: its row, with the operation that creates it.

create function control.request_tenant(p_tenant jsonb, p_kind text, p_steps jsonb, p_input jsonb,
  p_key text)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  known control.operations;
begin
  perform control.admit(p_kind, p_tenant ->> 'slug',
    (control.find_tenant(p_tenant ->> 'parent')).id);
  known := control.known_operation(p_tenant ->> 'slug', p_kind, p_input, p_key);
  if known.id is not null then
    return query select known.id, known.status, true;
    return;
  end if;
  perform control.create_tenant(p_tenant, p_kind);
  select * into id, status, existing
  from control.open_operation(p_tenant ->> 'slug', p_kind, p_steps, p_input, p_key);
  if status = 'waiting_approval' then
    update control.operations o set stores_tenant = true where o.id = request_tenant.id;
  end if;
  return next;
end
$$;
comment on function control.request_tenant is
  'A new tenant and its first operation (create or clone) in one transaction. p_input must have '
  'what distinguishes two requests. Raises as create_tenant and open_operation.';

create function control.request_clone(
  p_source text, p_tenant jsonb, p_steps jsonb, p_input jsonb, p_key text
)
returns table (id uuid, status text, existing boolean)
language plpgsql
set search_path = ''
as $$
declare
  source control.tenants := control.find_tenant(p_source);
  input jsonb :=
    p_input || jsonb_build_object('source', source.slug, 'source_database', source.database);
begin
  perform control.admit('clone', source.slug, source.parent_id);
  if (control.known_operation(p_tenant ->> 'slug', 'clone', input, p_key)).id is not null
    then
    null; -- What it was then is what counts.
  elsif source.isolation <> 'database' or source.status <> 'active' then
    raise exception 'Cannot clone tenant %: it is % with % isolation', ops.quoted(source.slug),
      source.status, source.isolation
      using errcode = 'OC101',
        hint = 'Only an active tenant with a database of its own can be cloned.';
  end if;
  return query select * from control.request_tenant(
    jsonb_strip_nulls(jsonb_build_object(
      'tenant_type', case when source.tenant_type = 'internal' then 'internal' else 'client' end,
      'parent',
      (select t.slug from control.tenants t where t.id = coalesce(source.parent_id, source.id)),
      'admin_email', source.admin_email, 'plan', source.plan_code, 'bundle', source.bundle_code,
      'infra_template', source.infra_template_code, 'country_code', source.country_code, 'region',
      source.region,
      'industry', source.industry, 'odoo_url', source.odoo_url
    )) || p_tenant,
    'clone', p_steps, input, p_key);
end
$$;
comment on function control.request_clone is
  'A new tenant below its source''s parent, or below a source without one, from {"slug", "name", '
  '…}; what is not given is the source''s. Raises as request_tenant, OC103 also when the actor '
  'may not clone the source, OC101 when the source is not there to be cloned.';

revoke execute on function control.request_tenant, control.request_clone from public;
grant execute on function control.request_tenant, control.request_clone to service_role;
