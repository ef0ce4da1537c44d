-- A tenant's schema and the role that reads it.

create function control.analytics_mark(p_tenant control.tenants)
returns text
language sql
immutable
set search_path = ''
as $$
  select 'Analytics of tenant ' || (p_tenant).id
$$;
comment on function control.analytics_mark is
  'The comment on a tenant''s schema and role, which marks them as the tenant''s.';

create function control.owns_analytics_role(p_tenant control.tenants)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_roles r
    where r.rolname = control.analytics_role((p_tenant).slug)
      and pg_catalog.shobj_description(r.oid, 'pg_authid') = control.analytics_mark(p_tenant)
  )
$$;
comment on function control.owns_analytics_role is
  'Whether the analytics role of a tenant''s name is the tenant''s, and was not there before.';

create function control.create_analytics_role(p_tenant control.tenants)
returns void
language plpgsql
set search_path = ''
as $$
declare
  p_role constant text := control.analytics_role((p_tenant).slug);
  p_schema constant text := (p_tenant).schema;
begin
  if not exists (select from pg_catalog.pg_roles where rolname = p_role) then
    execute format('create role %I nologin noinherit', p_role);
    execute format('comment on role %I is %L', p_role, control.analytics_mark(p_tenant));
  elsif not control.owns_analytics_role(p_tenant) then
    raise exception 'Cannot create the analytics role of tenant %: there is a role % already',
      ops.quoted((p_tenant).slug), ops.quoted(p_role)
      using errcode = 'OC131',
        hint = 'Look whose role that is, and rename it or choose another slug.';
  end if;
  execute format('grant usage on schema %I to %I, service_role', p_schema, p_role);
  execute format('alter role %I set search_path = %I', p_role, p_schema);
  execute format('alter role %I set default_transaction_read_only = on', p_role);
end
$$;
comment on function control.create_analytics_role is
  'Creates a role that can use one schema. It cannot log in; a login that needs it is granted it.';

create function control.owns_schema(p_tenant control.tenants)
returns boolean
language sql
stable
set search_path = ''
as $$
  -- The schema public stays as the server has it; what is in it says whether it is in use.
  select case (p_tenant).schema
    when 'public' then to_regclass('public.tenant_config') is not null
    else coalesce(
      pg_catalog.obj_description(to_regnamespace(format('%I', (p_tenant).schema)), 'pg_namespace')
        = control.analytics_mark(p_tenant),
      false)
  end
$$;
comment on function control.owns_schema is
  'Whether the schema of a tenant''s name is the tenant''s, and was not there before.';

create function control.has_tenant_schema(p_slug text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from control.tenants t
    where t.slug = p_slug and control.owns_analytics_role(t) and control.owns_schema(t)
  )
$$;
comment on function control.has_tenant_schema is
  'Whether a tenant has its schema: create_tenant_schema makes all of it or nothing.';

create function control.has_tenant_schema_parts(p_slug text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select control.owns_analytics_role(t) or control.owns_schema(t) from control.find_tenant(p_slug) t
$$;
comment on function control.has_tenant_schema_parts is
  'Whether there is anything that drop_tenant_schema would drop. Raises OC004.';

create function control.create_tenant_schema(p_slug text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants := control.find_tenant(p_slug);
  reader text := control.analytics_role(p_slug);
begin
  -- Two that make the same one wait for each other.
  perform pg_advisory_xact_lock('control.tenants'::regclass::int, hashtext(p_slug));
  if control.has_tenant_schema(p_slug) then
    return false;
  elsif tenant.schema <> 'public' and to_regnamespace(format('%I', tenant.schema)) is not null then
    raise exception 'Cannot create the schema of tenant %: there is a schema % already',
      ops.quoted(p_slug), ops.quoted(tenant.schema)
      using errcode = 'OC105',
        hint = 'Choose another slug, or look whose schema that is and move it away.';
  end if;
  execute format('create schema if not exists %I', tenant.schema);
  if tenant.schema <> 'public' then
    execute format('comment on schema %I is %L', tenant.schema, control.analytics_mark(tenant));
  end if;
  perform control.create_analytics_role(tenant);
  perform set_config('search_path', format('%I', tenant.schema), true);
  execute control.tenant_tables();
  perform set_config('search_path', '', true);
  perform control.open_tables(tenant.schema, reader);
  perform ops.watch_schema(tenant.schema, p_slug);
  return true;
end
$$;
comment on function control.create_tenant_schema is
  'Creates the schema, tables and analytics role of a tenant; false when they are there. Names '
  'come from the tenant''s row alone. Raises OC004, OC105 for a schema that is somebody else''s, '
  'OC131 for such a role.';

create function control.drop_tenant_schema(p_slug text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  tenant control.tenants := control.find_tenant(p_slug);
  reader text := control.analytics_role(p_slug);
  was_there boolean := control.has_tenant_schema(p_slug);
begin
  if tenant.tenant_type = 'platform_owner' then
    raise exception 'Cannot drop the schema of tenant %: it is the platform''s', ops.quoted(p_slug)
      using errcode = 'check_violation', constraint = 'platform_schema_must_stay',
        hint = 'The platform stays.';
  end if;
  perform pg_advisory_xact_lock('control.tenants'::regclass::int, hashtext(p_slug));
  if control.owns_schema(tenant) then
    execute format('drop schema %I cascade', tenant.schema);
  end if;
  if control.owns_analytics_role(tenant) then
    execute format('drop role %I', reader);
  end if;
  return was_there;
end
$$;
comment on function control.drop_tenant_schema is
  'Drops the schema of a tenant with all that is in it, and its analytics role; false when there '
  'was none. What is somebody else''s stays. Raises OC004, and check_violation for the platform.';

revoke execute on function
  control.analytics_mark, control.owns_analytics_role, control.create_analytics_role,
  control.owns_schema, control.has_tenant_schema, control.has_tenant_schema_parts,
  control.create_tenant_schema, control.drop_tenant_schema
from public;
grant execute on function
  control.analytics_mark, control.owns_analytics_role, control.create_analytics_role,
  control.owns_schema, control.has_tenant_schema, control.has_tenant_schema_parts,
  control.create_tenant_schema, control.drop_tenant_schema
to service_role;
