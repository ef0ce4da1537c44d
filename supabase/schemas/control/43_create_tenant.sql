-- Storing a tenant.

create function control.refuse_idle_parent(p_slug text, p_parent control.tenants, p_isolation text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_parent.status <> 'active' and (p_isolation = 'schema' or not control.has_served(p_parent))
    then
    raise exception 'Cannot create tenant %: its parent % is %', ops.quoted(p_slug),
      ops.quoted(p_parent.slug), p_parent.status
      using errcode = 'OC106', hint = 'The parent has to be active.';
  end if;
end
$$;
comment on function control.refuse_idle_parent is
  'Raises OC106 for a parent that is not active. If an operation of the parent failed, it raises '
  'only for a tenant that would share its database.';

create function control.refuse_taken_slug(p_slug text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  holder control.tenants;
begin
  select * into holder from control.tenants where slug = p_slug;
  if found then
    raise exception 'Cannot create tenant %: the slug is taken', ops.quoted(p_slug)
      using errcode = 'OC105', hint = case
        when holder.status = 'provisioning'
          then 'That tenant is stored and not created yet: ask it for the operation create, or '
            'choose another slug.'
        else 'Choose another slug; those of decommissioned tenants stay taken.'
      end;
  end if;
end
$$;
comment on function control.refuse_taken_slug is
  'Raises OC105 for a slug that a tenant has, or had.';

create function control.refuse_new_tenant(p_tenant jsonb, p_parent control.tenants, p_role text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  perform control.refuse_taken_slug(p_tenant ->> 'slug');
  perform control.refuse_idle_parent(p_tenant ->> 'slug', p_parent, p_tenant ->> 'isolation');
  if p_role <> 'platform_owner' and p_tenant ->> 'tenant_type' = 'provider' then
    raise exception 'Cannot create tenant %: % may not make providers',
      ops.quoted(p_tenant ->> 'slug'), p_role
      using errcode = 'OC103', hint = 'Create a client; the platform owner can upgrade it.';
  end if;
end
$$;
comment on function control.refuse_new_tenant is
  'Raises OC105 (slug taken), OC106 (the parent is not active), OC103 (only the platform owner '
  'makes providers).';

create function control.create_tenant(p_tenant jsonb, p_kind text default 'create')
returns control.tenants
language plpgsql
set search_path = ''
as $$
declare
  parent control.tenants := control.find_tenant(p_tenant ->> 'parent');
  actor constant jsonb := control.admit(p_kind, p_tenant ->> 'slug', parent.id);
  tenant control.tenants;
begin
  parent := control.lock_parent(parent.id);
  -- Two requests for one slug must not both find it free.
  perform pg_advisory_xact_lock('control.tenants'::regclass::int);
  perform control.refuse_new_tenant(p_tenant, parent, actor ->> 'role');
  insert into control.tenants (
    slug, name, tenant_type, parent_id, agency_group, isolation, database, schema, db_host,
    k8s_namespace, odoo_url,
    primary_domain, region, industry, country_code, admin_email, plan_code, bundle_code,
    infra_template_code
  )
  select t.slug, t.name, t.tenant_type, parent.id, t.agency_group,
    coalesce(t.isolation, 'database'), t.database,
    t.schema, t.db_host, t.k8s_namespace, t.odoo_url, t.primary_domain, t.region, t.industry,
    t.country_code,
    t.admin_email, t.plan, t.bundle, t.infra_template
  from jsonb_to_record(p_tenant) t (
    slug text, name text, tenant_type text, agency_group text, isolation text, database text,
    schema text,
    db_host text, k8s_namespace text, odoo_url text, primary_domain text, region text,
    industry text,
    country_code text, admin_email text, plan text, bundle text, infra_template text
  )
  returning * into tenant;
  return tenant;
end
$$;
comment on function control.create_tenant is
  'Stores a tenant that is provisioning, from {"slug", "name", "tenant_type", "parent" (slug), '
  '"admin_email", "plan", "bundle", "isolation", …}: keys are the columns, codes without _code. '
  'Raises OC004 (no such parent), OC103 to OC106, OC151; the tables'' own constraints check the '
  'rest.';

create function control.refuse_provider(p_tenant control.tenants)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_tenant.tenant_type <> 'client' or p_tenant.isolation <> 'database' then
    raise exception 'Cannot upgrade tenant %: it is a % with % isolation',
      ops.quoted(p_tenant.slug), p_tenant.tenant_type, p_tenant.isolation
      using errcode = 'OC106',
        hint = 'Only a client with a database of its own becomes a provider.';
  end if;
end
$$;
comment on function control.refuse_provider is
  'Raises OC106 for a tenant that cannot become a provider.';

create function control.upgrade_to_provider(p_operation_id uuid)
returns control.tenants
language plpgsql
set search_path = ''
as $$
declare
  tenant control.tenants;
begin
  select t.* into tenant
  from control.tenants t
  join control.operations o on o.tenant_id = t.id
  where o.id = p_operation_id and o.kind = 'upgrade_to_provider' and o.status = 'running'
  for no key update of t;
  if not found then
    raise exception 'Cannot upgrade a tenant: operation % does not run', p_operation_id
      using errcode = 'OC004', hint = 'Open the operation upgrade_to_provider.';
  elsif tenant.tenant_type = 'provider' then
    return tenant;
  end if;
  perform control.refuse_provider(tenant);
  update control.tenants
  set tenant_type = 'provider', plan_code = 'provider'
  where id = tenant.id
  returning *
  into tenant;
  return tenant;
end
$$;
comment on function control.upgrade_to_provider is
  'What the operation of that name does: the client becomes a provider, on the subscription plan '
  'of that name. If that is done already, nothing changes. Raises OC004, OC106.';

revoke execute on function
  control.refuse_idle_parent, control.refuse_taken_slug, control.refuse_new_tenant,
  control.create_tenant, control.refuse_provider, control.upgrade_to_provider
from public;
grant execute on function
  control.refuse_idle_parent, control.refuse_taken_slug, control.refuse_new_tenant,
  control.create_tenant, control.refuse_provider, control.upgrade_to_provider
to service_role;
